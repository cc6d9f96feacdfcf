using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>What a configuration is composed of, weakest first.</summary>
/// <param name="Records">Records of the database.</param>
/// <param name="Documents">Documents of the database that are in force.</param>
/// <param name="Files">Files that are in force.</param>
internal sealed record ConfigurationSources(DatabaseRecords Records, DocumentSet Documents, FilePart Files)
{
    /// <summary>The configuration that they make.</summary>
    public ConfigurationModel Compose() => Composer.Compose(Records, Documents.Part.Overlay(Files), Documents.Versions);
}
