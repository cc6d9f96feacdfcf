namespace Switchyard.Model.Origins;

/// <summary>Where an object of the configuration comes from. An object from a file is read-only in the API.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="Location">The file name for <see cref="OriginKind.File"/>, the document name for <see cref="OriginKind.Document"/>, else null.</param>
/// <param name="Line">1-based line in the file or document, 0 if unknown.</param>
public sealed record Origin(OriginKind Kind, string? Location = null, int Line = 0)
{
    /// <summary>A row of the database, managed by API, CLI and console.</summary>
    public static Origin Database { get; } = new(OriginKind.Database);

    /// <summary>A default built into the product.</summary>
    public static Origin Default { get; } = new(OriginKind.Default);
}
