using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>All documents of one instant, in the order in which they are laid over each other: by name.</summary>
/// <param name="Documents">The documents, sorted by name.</param>
internal sealed record DocumentSet(IReadOnlyList<OpenDocument> Documents)
{
    public static DocumentSet Empty { get; } = new([]);

    /// <summary>Everything that is wrong with any of them.</summary>
    public IReadOnlyList<ConfigurationFault> Faults => [.. Documents.SelectMany(document => document.Faults)];

    /// <summary>What they say together.</summary>
    public FilePart Part => Documents.Aggregate(FilePart.Empty, (whole, document) => whole.Overlay(document.Part));

    /// <summary>Everything that is wrong with any of them, or, where each is right by itself, with them and <paramref name="files"/> together.</summary>
    public IReadOnlyList<ConfigurationFault> FaultsWith(FilePart files) =>
        Faults.Count > 0 || Documents.Count == 0 ? Faults : [.. PartRules.Faults(Part.Overlay(files))];

    /// <summary>The version of each.</summary>
    public IReadOnlyDictionary<string, long> Versions => Documents.ToDictionary(document => document.Name, document => document.Version);

    /// <summary>This with <paramref name="document"/> in the place of the one of its name.</summary>
    public DocumentSet With(OpenDocument document) =>
        new([.. Documents.Where(other => other.Name != document.Name).Append(document).OrderBy(other => other.Name, StringComparer.Ordinal)]);

    /// <summary>This without the document <paramref name="name"/>.</summary>
    public DocumentSet Without(string name) => new([.. Documents.Where(document => document.Name != name)]);
}
