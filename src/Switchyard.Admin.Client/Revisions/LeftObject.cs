namespace Switchyard.Admin.Client.Revisions;

/// <summary>An object that a rollback left as it is.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="File">The file that owns it.</param>
/// <param name="Line">1-based line in that file.</param>
public sealed record LeftObject(string Section, string Name, string? File, int Line);
