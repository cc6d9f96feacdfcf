using Switchyard.Model.Origins;

namespace Switchyard.Admin.Configuration;

/// <summary>Where an object comes from.</summary>
/// <param name="Kind"><c>default</c>, <c>database</c>, <c>document</c> or <c>file</c>.</param>
/// <param name="File">The file, or null.</param>
/// <param name="Document">The document, or null.</param>
/// <param name="Line">1-based line in the file or document, or null.</param>
/// <param name="Version">Version of the document, or null.</param>
internal sealed record OriginView(string Kind, string? File, string? Document, int? Line, long? Version)
{
    public static OriginView Of(Origin origin, IReadOnlyDictionary<string, long> versions) => new(
        origin.Kind.ToString().ToLowerInvariant(),
        origin.Kind == OriginKind.File ? origin.Location : null,
        origin.Kind == OriginKind.Document ? origin.Location : null,
        origin.Line == 0 ? null : origin.Line,
        origin.Kind == OriginKind.Document && versions.TryGetValue(origin.Location!, out var version) ? version : null);
}
