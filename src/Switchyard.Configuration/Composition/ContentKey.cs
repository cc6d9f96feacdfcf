using Switchyard.Configuration.Sources.Database;

namespace Switchyard.Configuration.Composition;

/// <summary>What tells one content of files, documents and canary from another; records take no part in it.</summary>
/// <param name="Files">See <see cref="FilesHash"/>.</param>
/// <param name="Documents">Names and hashes of the documents.</param>
/// <param name="Canary">The revision that began the canary whose documents are in it, or null.</param>
internal sealed record ContentKey(string Files, string Documents, long? Canary)
{
    public static ContentKey Of(RawRecords rows, string filesHash, long? canary) =>
        new(filesHash, string.Join(' ', rows.Documents.Select(row => $"{row.Name}:{row.Hash}")), canary);
}
