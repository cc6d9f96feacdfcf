using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>
/// Tells what a change would make of the configuration, by the code that makes it: the same readers and the same composer. The rest of the sources is taken as this node last read it. Thread-safe.
/// </summary>
public sealed class ConfigurationPreview
{
    private readonly ConfigurationReader _reader;
    private readonly DocumentReader _documents;

    internal ConfigurationPreview(ConfigurationReader reader, DocumentReader documents) => (_reader, _documents) = (reader, documents);

    /// <summary>Puts texts in the place of documents.</summary>
    /// <param name="documents">By name the text that is stored, which this node may not have read yet, and the one that takes its place; null where there is none.</param>
    public PreviewResult Documents(IReadOnlyDictionary<string, (DocumentText? Before, DocumentText? After)> documents)
    {
        var faults = new List<ConfigurationFault>();
        var former = _reader.Sources?.Documents ?? DocumentSet.Empty;
        var next = former;
        foreach (var (name, (before, text)) in documents.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            next = next.Without(name);
            former = former.Without(name);
            if (before is not null)
            {
                var (stored, wrong) = _documents.Read(name, before.Text, before.Format);
                former = wrong.Count == 0 ? former.With(new OpenDocument(name, 0, stored, wrong)) : former;
            }

            if (text is not null)
            {
                var (part, found) = _documents.Read(name, text.Text, text.Format);
                faults.AddRange(found);
                next = next.With(new OpenDocument(name, 0, part, found));
            }
        }

        return faults.Count > 0 || _reader.Sources is not { } now ? new PreviewResult(faults, []) : new PreviewResult([], Between(now with { Documents = former }, now with { Documents = next }));
    }

    /// <summary>Lays a text that somebody else sent over everything else, as one more file. No variable of this process is looked up.</summary>
    /// <param name="file">What to call it.</param>
    /// <param name="text">The content.</param>
    /// <param name="format">How it is written.</param>
    public PreviewResult Foreign(string file, string text, FileFormat format)
    {
        var check = ConfigCheck.Foreign(file, text, format);
        if (!check.IsGood || _reader.Sources is not { } now)
        {
            return new PreviewResult(check.Faults, []) { Unknown = check.Unknown, Alone = check.Model };
        }

        var (part, _, _) = new FileReader(environment: null).Read(file, text, format);
        return new PreviewResult([], Between(now, now with { Files = now.Files.Overlay(part) })) { Unknown = check.Unknown, Alone = check.Model };
    }

    private static IReadOnlyList<ObjectChange> Between(ConfigurationSources before, ConfigurationSources after) =>
        ConfigurationDiff.Between(before.Compose(), after.Compose()).Changes;
}
