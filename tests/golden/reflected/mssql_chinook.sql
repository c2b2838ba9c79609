SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE TABLE Artist (
    ArtistId INT NOT NULL IDENTITY(1,1),
    Name NVARCHAR(120) NULL,
    CONSTRAINT PK_Artist PRIMARY KEY (ArtistId)
);

CREATE TABLE Album (
    AlbumId INT NOT NULL IDENTITY(1,1),
    Title NVARCHAR(160) NOT NULL,
    ArtistId INT NOT NULL,
    CONSTRAINT PK_Album PRIMARY KEY (AlbumId),
    CONSTRAINT FK_AlbumArtistId FOREIGN KEY (ArtistId) REFERENCES Artist (ArtistId)
);

CREATE INDEX IFK_AlbumArtistId ON Album (ArtistId);

CREATE TABLE Employee (
    EmployeeId INT NOT NULL IDENTITY(1,1),
    LastName NVARCHAR(20) NOT NULL,
    FirstName NVARCHAR(20) NOT NULL,
    Title NVARCHAR(30) NULL,
    ReportsTo INT NULL,
    BirthDate DATETIME NULL,
    HireDate DATETIME NULL,
    Address NVARCHAR(70) NULL,
    City NVARCHAR(40) NULL,
    State NVARCHAR(40) NULL,
    Country NVARCHAR(40) NULL,
    PostalCode NVARCHAR(10) NULL,
    Phone NVARCHAR(24) NULL,
    Fax NVARCHAR(24) NULL,
    Email NVARCHAR(60) NULL,
    CONSTRAINT PK_Employee PRIMARY KEY (EmployeeId),
    CONSTRAINT FK_EmployeeReportsTo FOREIGN KEY (ReportsTo) REFERENCES Employee (EmployeeId)
);

CREATE INDEX IFK_EmployeeReportsTo ON Employee (ReportsTo);

CREATE TABLE Customer (
    CustomerId INT NOT NULL IDENTITY(1,1),
    FirstName NVARCHAR(40) NOT NULL,
    LastName NVARCHAR(20) NOT NULL,
    Company NVARCHAR(80) NULL,
    Address NVARCHAR(70) NULL,
    City NVARCHAR(40) NULL,
    State NVARCHAR(40) NULL,
    Country NVARCHAR(40) NULL,
    PostalCode NVARCHAR(10) NULL,
    Phone NVARCHAR(24) NULL,
    Fax NVARCHAR(24) NULL,
    Email NVARCHAR(60) NOT NULL,
    SupportRepId INT NULL,
    CONSTRAINT PK_Customer PRIMARY KEY (CustomerId),
    CONSTRAINT FK_CustomerSupportRepId FOREIGN KEY (SupportRepId) REFERENCES Employee (EmployeeId)
);

CREATE INDEX IFK_CustomerSupportRepId ON Customer (SupportRepId);

CREATE TABLE Genre (
    GenreId INT NOT NULL IDENTITY(1,1),
    Name NVARCHAR(120) NULL,
    CONSTRAINT PK_Genre PRIMARY KEY (GenreId)
);

CREATE TABLE Invoice (
    InvoiceId INT NOT NULL IDENTITY(1,1),
    CustomerId INT NOT NULL,
    InvoiceDate DATETIME NOT NULL,
    BillingAddress NVARCHAR(70) NULL,
    BillingCity NVARCHAR(40) NULL,
    BillingState NVARCHAR(40) NULL,
    BillingCountry NVARCHAR(40) NULL,
    BillingPostalCode NVARCHAR(10) NULL,
    Total NUMERIC(10, 2) NOT NULL,
    CONSTRAINT PK_Invoice PRIMARY KEY (InvoiceId),
    CONSTRAINT FK_InvoiceCustomerId FOREIGN KEY (CustomerId) REFERENCES Customer (CustomerId)
);

CREATE INDEX IFK_InvoiceCustomerId ON Invoice (CustomerId);

CREATE TABLE MediaType (
    MediaTypeId INT NOT NULL IDENTITY(1,1),
    Name NVARCHAR(120) NULL,
    CONSTRAINT PK_MediaType PRIMARY KEY (MediaTypeId)
);

CREATE TABLE Playlist (
    PlaylistId INT NOT NULL IDENTITY(1,1),
    Name NVARCHAR(120) NULL,
    CONSTRAINT PK_Playlist PRIMARY KEY (PlaylistId)
);

CREATE TABLE Track (
    TrackId INT NOT NULL IDENTITY(1,1),
    Name NVARCHAR(200) NOT NULL,
    AlbumId INT NULL,
    MediaTypeId INT NOT NULL,
    GenreId INT NULL,
    Composer NVARCHAR(220) NULL,
    Milliseconds INT NOT NULL,
    Bytes INT NULL,
    UnitPrice NUMERIC(10, 2) NOT NULL,
    CONSTRAINT PK_Track PRIMARY KEY (TrackId),
    CONSTRAINT FK_TrackAlbumId FOREIGN KEY (AlbumId) REFERENCES Album (AlbumId),
    CONSTRAINT FK_TrackGenreId FOREIGN KEY (GenreId) REFERENCES Genre (GenreId),
    CONSTRAINT FK_TrackMediaTypeId FOREIGN KEY (MediaTypeId) REFERENCES MediaType (MediaTypeId)
);

CREATE INDEX IFK_TrackAlbumId ON Track (AlbumId);

CREATE INDEX IFK_TrackGenreId ON Track (GenreId);

CREATE INDEX IFK_TrackMediaTypeId ON Track (MediaTypeId);

CREATE TABLE InvoiceLine (
    InvoiceLineId INT NOT NULL IDENTITY(1,1),
    InvoiceId INT NOT NULL,
    TrackId INT NOT NULL,
    UnitPrice NUMERIC(10, 2) NOT NULL,
    Quantity INT NOT NULL,
    CONSTRAINT PK_InvoiceLine PRIMARY KEY (InvoiceLineId),
    CONSTRAINT FK_InvoiceLineInvoiceId FOREIGN KEY (InvoiceId) REFERENCES Invoice (InvoiceId),
    CONSTRAINT FK_InvoiceLineTrackId FOREIGN KEY (TrackId) REFERENCES Track (TrackId)
);

CREATE INDEX IFK_InvoiceLineInvoiceId ON InvoiceLine (InvoiceId);

CREATE INDEX IFK_InvoiceLineTrackId ON InvoiceLine (TrackId);

CREATE TABLE PlaylistTrack (
    PlaylistId INT NOT NULL,
    TrackId INT NOT NULL,
    CONSTRAINT PK_PlaylistTrack PRIMARY KEY (PlaylistId, TrackId),
    CONSTRAINT FK_PlaylistTrackPlaylistId FOREIGN KEY (PlaylistId) REFERENCES Playlist (PlaylistId),
    CONSTRAINT FK_PlaylistTrackTrackId FOREIGN KEY (TrackId) REFERENCES Track (TrackId)
);

CREATE INDEX IFK_PlaylistTrackPlaylistId ON PlaylistTrack (PlaylistId);

CREATE INDEX IFK_PlaylistTrackTrackId ON PlaylistTrack (TrackId);
