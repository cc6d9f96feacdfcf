using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File;

/// <summary>Turns the text of one configuration file into its part of the configuration, or into everything that is wrong with it. Pure but for the variables it looks up.</summary>
/// <param name="environment">The value of a variable, or null when it is not set.</param>
/// <param name="references">The content of a file that a value refers to; null where a text may not refer to files, as one that came over the network.</param>
public sealed class FileReader(Func<string, string?> environment, FileReferenceResolver? references = null)
{
    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Reads <paramref name="text"/>. With faults the part must not be used.</summary>
    /// <param name="file">Name of the file; <c>.json</c> at its end means JSON, anything else YAML.</param>
    /// <param name="text">The content.</param>
    public (FilePart Part, IReadOnlyList<ConfigurationFault> Faults) Read(string file, string text)
    {
        var faults = new FileFaults(file);
        var scalars = new ScalarReader(new Variables(environment, references, file), faults);
        var root = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonTree.Parse(text, scalars, faults) : YamlTree.Parse(text, scalars, faults);
        if (root is null or FileScalar { Kind: FileScalarKind.Null })
        {
            if (faults.IsEmpty)
            {
                faults.Add(new FilePlace(1, 1), "", "Is empty; a configuration begins with version: 1.");
            }

            return (FilePart.Empty, faults.All);
        }

        var document = new FileDocument(root, faults);
        var found = new FaultList();
        var part = Read(file, document, new JsonFields(document.Root, found, "", JsonScalars.Textual));
        document.Report(found);
        return (part, faults.All);
    }

    private static FilePart Read(string file, FileDocument document, JsonFields root)
    {
        Requirements.Check(root);
        var part = new FilePart
        {
            Files = [file],
            Providers = FileSection.Read(root, document, file, "providers", fields => FileSection.Name(fields), ProviderSection.Read),
            Routes = FileSection.Read(root, document, file, "routes", fields => FileSection.Name(fields), RoutingSections.Route),
            Limits = FileSection.Read(root, document, file, "limits", fields => FileSection.Name(fields), RoutingSections.Limit),
            Prices = FileSection.Read(root, document, file, "prices", RoutingSections.PriceName, RoutingSections.Price),
            Server = Section(root, "server", NodeSections.Server),
            Access = Section(root, "access", NodeSections.Access),
            Recording = Section(root, "recording", NodeSections.Recording),
            MaxModelLabels = NodeSections.MaxModelLabels(root.Object("telemetry")),
        };
        root.Finish();
        return part;
    }

    private static T? Section<T>(JsonFields root, string name, Func<JsonFields, T> read)
        where T : class
    {
        var present = root.Has(name);
        var section = read(root.Object(name));
        return present ? section : null;
    }
}
