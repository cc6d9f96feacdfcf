using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Configuration.Sources.File;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>The text of a document and how it is written.</summary>
/// <param name="Text">The text; it may hold secrets.</param>
/// <param name="Format">How it is written.</param>
public sealed record DocumentText(string Text, FileFormat Format)
{
    /// <summary>The format's name in the database and in the API.</summary>
    public string FormatName => Format == FileFormat.Json ? "json" : "yaml";

    /// <summary>Lower-case hexadecimal SHA-256 of format and text.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{FormatName}\n{Text}")));

    /// <summary>The format called <paramref name="name"/>.</summary>
    public static FileFormat FormatOf(string name) => name == "json" ? FileFormat.Json : FileFormat.Yaml;

    /// <summary>Opens a document; false when no key of the ring opens it.</summary>
    public static bool TryOpen(SecretSealer sealer, DocumentRow row, [NotNullWhen(true)] out DocumentText? text) =>
        TryOpen(sealer, SealedColumns.Documents, row.Id, row.Sealed, row.Format, out text);

    /// <summary>Opens a version of a document; false when it is a deletion, or no key of the ring opens it.</summary>
    public static bool TryOpen(SecretSealer sealer, DocumentVersionRow row, [NotNullWhen(true)] out DocumentText? text)
    {
        text = null;
        return row.Sealed is not null && TryOpen(sealer, SealedColumns.DocumentHistory, row.Id, row.Sealed, row.Format, out text);
    }

    /// <summary>Opens what a canary tries; false when it takes the document away, or no key of the ring opens it.</summary>
    public static bool TryOpen(SecretSealer sealer, CanaryDocumentRow row, [NotNullWhen(true)] out DocumentText? text)
    {
        text = null;
        return row.Sealed is not null && TryOpen(sealer, SealedColumns.CanaryDocuments, row.Id, row.Sealed, row.Format, out text);
    }

    /// <summary>Never the text.</summary>
    public override string ToString() => $"{FormatName} of {Text.Length} characters";

    private static bool TryOpen(SecretSealer sealer, SealedColumn column, Guid id, byte[] value, string format, [NotNullWhen(true)] out DocumentText? text)
    {
        text = sealer.TryOpen(column.Table, column.Column, id, value, out var opened) ? new DocumentText(opened!, FormatOf(format)) : null;
        return text is not null;
    }
}
