using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Where the objects that are being read stand.</summary>
/// <param name="Kind">A file or a document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">Its content with the place of every path.</param>
/// <param name="Archives">Finds the archives that it names; null where they are not looked at.</param>
internal sealed record SourcePlace(OriginKind Kind, string Name, FileDocument Document, ArchiveResolver? Archives)
{
    /// <summary>The archive that a bundle names here.</summary>
    public BundleArchive? Archive(string reference, FaultList faults)
    {
        if (Kind == OriginKind.Document)
        {
            faults.Add("", "A document lies beside no files; upload the archive and define the bundle by the API.");
            return null;
        }

        return Archives?.Invoke(Name, reference, faults);
    }

    /// <summary>The origin of what stands at <paramref name="path"/>.</summary>
    public Origin OriginOf(string path) => new(Kind, Name, Document.PlaceOf(path).Line);
}
