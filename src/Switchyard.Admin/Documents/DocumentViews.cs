using Switchyard.Configuration.Sources.Documents;
using Switchyard.Storage.Documents;

namespace Switchyard.Admin.Documents;

/// <summary>Shows documents.</summary>
internal static class DocumentViews
{
    /// <summary>Without its text.</summary>
    public static DocumentView Of(DocumentRow row) => new()
    {
        Name = row.Name,
        Format = row.Format,
        Hash = row.Hash,
        Version = row.Version,
        Author = row.AuthorName,
        Comment = row.Comment,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    public static DocumentVersionView Of(DocumentVersionRow row, long? revision) =>
        new(row.Version, revision, row.Sealed is null, row.Format, row.Hash, row.AuthorName, row.Comment, row.At);

    /// <summary>The text with its secrets masked; null when it can not be read.</summary>
    public static string? Masked(DocumentText? text) => text is null ? null : DocumentMask.Mask(text)?.Text;
}
