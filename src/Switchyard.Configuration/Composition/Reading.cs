using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>A configuration and what it was composed of.</summary>
/// <param name="Model">The configuration.</param>
/// <param name="Records">The rows.</param>
/// <param name="Files">The files.</param>
/// <param name="FilesHash">See <see cref="Composition.FilesHash"/>.</param>
internal sealed record Reading(ConfigurationModel Model, RawRecords Records, GoodFiles Files, string FilesHash)
{
    /// <summary>The configuration without what a canary tries; without a canary the same object as <see cref="Model"/>.</summary>
    public required ConfigurationModel Base { get; init; }

    /// <summary>What the rows say.</summary>
    public required DatabaseRecords Opened { get; init; }

    /// <summary>The documents of all, without what a canary tries.</summary>
    public required DocumentSet Documents { get; init; }

    /// <summary>Tells the content of files, documents and canary from another.</summary>
    public ContentKey Content => ContentKey.Of(Records, FilesHash, Model.Canary is { Runs: true } canary ? canary.Revision : null);
}
