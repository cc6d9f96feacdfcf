using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>A configuration and what it was composed of.</summary>
/// <param name="Model">The configuration.</param>
/// <param name="Records">The rows.</param>
/// <param name="Files">The files.</param>
/// <param name="FilesHash">See <see cref="Composition.FilesHash"/>.</param>
internal sealed record Reading(ConfigurationModel Model, RawRecords Records, GoodFiles Files, string FilesHash);
