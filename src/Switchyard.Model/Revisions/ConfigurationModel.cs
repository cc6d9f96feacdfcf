using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Canaries;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Routing;
using Switchyard.Model.Server;
using Switchyard.Model.Workspaces;

namespace Switchyard.Model.Revisions;

/// <summary>The whole configuration of one revision: validated, immutable, the same on every node.</summary>
public sealed record ConfigurationModel
{
    /// <summary>Identity of the line of revisions; a restored database begins a new one.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>Version of the <c>config</c> stream this was read at; it only grows within an epoch.</summary>
    public required long Revision { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the content (without secrets' text, with their ids and row versions); equal on all nodes that run the same.</summary>
    public required string Hash { get; init; }

    /// <summary>Providers sorted by name, those that are disabled or in error included.</summary>
    public IReadOnlyList<ProviderConfig> Providers { get; init; } = [];

    /// <summary>Users.</summary>
    public IReadOnlyList<UserConfig> Users { get; init; } = [];

    /// <summary>Access keys, revoked and expired ones included.</summary>
    public IReadOnlyList<AccessKeyConfig> AccessKeys { get; init; } = [];

    /// <summary>Model aliases.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>Modules of the request pipeline, in the order in which requests meet them.</summary>
    public IReadOnlyList<ModuleConfig> Modules { get; init; } = [];

    /// <summary>Workspaces that have a record, sorted by name. A bundle of a file may name another: that workspace is there for its bundles only.</summary>
    public IReadOnlyList<WorkspaceConfig> Workspaces { get; init; } = [];

    /// <summary>Bundles of all workspaces, sorted by workspace, then name; stopped ones and those in error included.</summary>
    public IReadOnlyList<BundleConfig> Bundles { get; init; } = [];

    /// <summary>Removed bundles whose data directories are to go.</summary>
    public IReadOnlyList<BundlePurge> Purges { get; init; } = [];

    /// <summary>Limits.</summary>
    public IReadOnlyList<LimitConfig> Limits { get; init; } = [];

    /// <summary>Prices.</summary>
    public IReadOnlyList<PriceConfig> Prices { get; init; } = [];

    /// <summary>Retired providers and keys whose running requests must end at once.</summary>
    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>Where the objects come from. No part of the content.</summary>
    public ConfigurationExplanation Explanation { get; init; } = ConfigurationExplanation.None;

    /// <summary>Its part in a canary that is on trial, or null. No part of the content.</summary>
    public CanaryMark? Canary { get; init; }

    /// <summary>Node settings.</summary>
    public ServerConfig Server { get; init; } = ServerConfig.Default;

    /// <summary>Access rules.</summary>
    public AccessConfig Access { get; init; } = AccessConfig.Default;

    /// <summary>How clients and sessions are told.</summary>
    public DetectionConfig Detection { get; init; } = DetectionConfig.Default;

    /// <summary>Recording settings.</summary>
    public RecordingConfig Recording { get; init; } = RecordingConfig.Default;
}
