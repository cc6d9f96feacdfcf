namespace Switchyard.Model.Gateways;

/// <summary>How nodes serve remote gateways (sections <c>server.gateways</c> and, for the log of events, <c>server.hub</c>). It concerns nodes alone and is not sent to gateways.</summary>
public sealed record GatewayChannelConfig
{
    /// <summary>The defaults.</summary>
    public static GatewayChannelConfig Default { get; } = new();

    /// <summary>Most connections that one gateway may make in a minute, counted over all nodes. 1 to 10,000.</summary>
    public int ConnectRate { get; init; } = 10;

    /// <summary>Most tries in a minute from one address that may fail before nothing more is looked up for it. 1 to 100,000.</summary>
    public int FailedRate { get; init; } = 60;

    /// <summary>Most connections of gateways that a node holds. 1 to 100,000.</summary>
    public int MaxConnections { get; init; } = 4_000;

    /// <summary>Most instances of one gateway that are connected at a time, counted over all nodes. 1 to 1,000.</summary>
    public int MaxInstances { get; init; } = 16;

    /// <summary>How long an accepted connection may take to say <c>hello</c>.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a node may take to answer <c>hello</c> by <c>welcome</c>.</summary>
    public TimeSpan WelcomeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two pings.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which a connection is dead; longer than <see cref="Ping"/>.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long one frame may take to be written.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest frame that is taken from an instance, in bytes.</summary>
    public int MaxFrame { get; init; } = 64 << 10;

    /// <summary>About the longest frame of a snapshot, in bytes; an object that is longer by itself travels alone.</summary>
    public int SnapshotFrame { get; init; } = 256 << 10;

    /// <summary>Most events that are sent without an answer.</summary>
    public int Window { get; init; } = 256;

    /// <summary>Time without an answer after which an instance is lagging.</summary>
    public TimeSpan Lagging { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time without an answer after which its connection is closed, so that it resumes; longer than <see cref="Lagging"/>.</summary>
    public TimeSpan ResumeAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time without telling an instance where it stands.</summary>
    public TimeSpan Bookmark { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Oldest a connection gets. Each ends at a random age from half of this on.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long a node may hold connections without renewing its lease on them.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two renewals; less than half of <see cref="Lease"/>.</summary>
    public TimeSpan Renew { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Origins (<c>https://host</c>) whose pages may connect; a browser always says its origin, an edge never does.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>How long events are kept, and how they are read.</summary>
    public EventLogConfig Log { get; init; } = EventLogConfig.Default;
}
