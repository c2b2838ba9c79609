// Precompiled for the front-end's targets: what nearly every widget file includes.
#pragma once

#include <QtWidgets/QtWidgets>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
