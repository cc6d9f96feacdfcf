using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Detection;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File;

/// <summary>Turns the text of one configuration file into its part of the configuration, or into everything that is wrong with it. Pure but for the variables it looks up.</summary>
/// <param name="environment">
/// The value of a variable, or null when it is not set. Null in its place looks no variable up: references have their defaults, and fields with a reference without one are not judged.
/// </param>
/// <param name="references">The content of a file that a value refers to; null where a text may not refer to files, as one that came over the network.</param>
/// <param name="modules">The types of modules that files may name; those of the product if left out.</param>
/// <param name="kind">What is read: a file or a document of the database.</param>
/// <param name="archives">Finds archives that bundles name; null where they are not looked at, and then bundles of archives are not judged beyond their form.</param>
public sealed class FileReader(
    Func<string, string?>? environment, FileReferenceResolver? references = null, ModuleCatalog? modules = null, OriginKind kind = OriginKind.File, ArchiveResolver? archives = null)
{
    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    private readonly ModuleSection _modules = new(modules ?? ShippedModules.Catalog);

    /// <summary>Reads <paramref name="text"/>. With faults the part must not be used.</summary>
    /// <param name="file">Name of the file; <c>.json</c> at its end means JSON, anything else YAML.</param>
    /// <param name="text">The content.</param>
    public (FilePart Part, IReadOnlyList<ConfigurationFault> Faults) Read(string file, string text)
    {
        var faults = new FileFaults(file);
        return (Read(faults, file, text, FileFormats.Of(file)), faults.All);
    }

    /// <summary>As <see cref="Read(string, string)"/>, in a format that is known, and with the values that were not judged because a variable was not looked up.</summary>
    public (FilePart Part, IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<UnknownReference> Unknown) Read(string file, string text, FileFormat format)
    {
        var faults = new FileFaults(kind == OriginKind.Document ? $"document {file}" : file);
        return (Read(faults, file, text, format), faults.All, faults.Unknown);
    }

    private FilePart Read(FileFaults faults, string file, string text, FileFormat format)
    {
        var scalars = new ScalarReader(new Variables(environment, references, file), faults);
        var root = format == FileFormat.Json ? JsonTree.Parse(text, scalars, faults) : YamlTree.Parse(text, scalars, faults);
        if (root is null or FileScalar { Kind: FileScalarKind.Null })
        {
            if (faults.IsEmpty)
            {
                faults.Add(new FilePlace(1, 1), "", "Is empty; a configuration begins with version: 1.");
            }

            return FilePart.Empty;
        }

        var document = new FileDocument(root, faults);
        var found = new FaultList();
        var part = Read(file, document, new JsonFields(document.Root, found, "", JsonScalars.Textual));
        document.Report(found);
        return part;
    }

    private FilePart Read(string file, FileDocument document, JsonFields root)
    {
        Requirements.Check(root);
        var source = new SourcePlace(kind, file, document, archives);
        var part = new FilePart
        {
            Files = [file],
            Providers = FileSection.Read(root, source, "providers", fields => FileSection.Name(fields), ProviderSection.Read),
            Routes = FileSection.Read(root, source, "routes", fields => FileSection.Name(fields), RoutingSections.Route),
            Modules = FileSection.Read(root, source, "modules", fields => FileSection.Name(fields), _modules.Read),
            Bundles = BundleSection.Read(root, source),
            Limits = FileSection.Read(root, source, "limits", fields => FileSection.Name(fields), RoutingSections.Limit),
            Prices = FileSection.Read(root, source, "prices", RoutingSections.PriceName, RoutingSections.Price),
            Server = Section(root, "server", NodeSections.Server),
            Access = Section(root, "access", NodeSections.Access),
            Recording = Section(root, "recording", NodeSections.Recording),
            Clients = Clients(root.Object("detection"), source),
            MaxModelLabels = NodeSections.MaxModelLabels(root.Object("telemetry")),
            Sections = FilePart.WholeSections.Where(root.Has).ToDictionary(section => section, section => source.OriginOf(section)),
        };
        root.Finish();
        return part;
    }

    private static IReadOnlyList<NamedObject<ClientRule>> Clients(JsonFields detection, SourcePlace source)
    {
        var clients = FileSection.Read(detection, source, "clients", fields => FileSection.Name(fields, maxLength: DetectionSection.MaxNameLength), DetectionSection.Read);
        if (clients.Count > DetectionSection.MaxClients)
        {
            detection.Fault("clients", $"Has {clients.Count} items; at most {DetectionSection.MaxClients} are allowed: each is tried on each request.");
        }

        detection.Finish();
        return clients;
    }

    private static T? Section<T>(JsonFields root, string name, Func<JsonFields, T> read)
        where T : class
    {
        var present = root.Has(name);
        var section = read(root.Object(name));
        return present ? section : null;
    }
}
