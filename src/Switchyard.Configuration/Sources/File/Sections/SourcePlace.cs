using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Model.Origins;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Where the objects that are being read stand.</summary>
/// <param name="Kind">A file or a document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">Its content with the place of every path.</param>
internal sealed record SourcePlace(OriginKind Kind, string Name, FileDocument Document)
{
    /// <summary>The origin of what stands at <paramref name="path"/>.</summary>
    public Origin OriginOf(string path) => new(Kind, Name, Document.PlaceOf(path).Line);
}
