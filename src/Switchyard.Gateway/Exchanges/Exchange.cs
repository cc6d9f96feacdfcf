using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Snapshots;
using Switchyard.Hot;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// One client request from its arrival to its end: the snapshot it works with, who sent it, who serves it. The request's own thread of control is the only one
/// that changes it; the watchdog looks at it from outside, through <see cref="Call"/> and the volatile fields.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private Lease<GatewaySnapshot> _lease;
    private LimitHold _limits;
    private ProviderModel? _provider;
    private KeyModel? _key;
    private AccessEntry? _actor;
    private ClientStream? _stream;
    private int _disposed;

    /// <summary>Begins a request. The lease belongs to it from now on.</summary>
    public Exchange(HttpContext context, Guid id, DateTimeOffset startedAt, long started, Lease<GatewaySnapshot> lease)
    {
        Context = context;
        Id = id;
        IdText = id.ToString();
        StartedAt = startedAt;
        Started = started;
        _lease = lease;
        Snapshot = lease.Value;
    }

    /// <summary>The client's side.</summary>
    public HttpContext Context { get; }

    /// <summary>UUIDv7; the request id.</summary>
    public Guid Id { get; }

    /// <summary>The id as text.</summary>
    public string IdText { get; }

    /// <summary>Wall time of arrival.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Monotonic ticks of arrival.</summary>
    public long Started { get; }

    /// <summary>The one snapshot it works with.</summary>
    public GatewaySnapshot Snapshot { get; }

    /// <summary>What can be stopped from outside.</summary>
    public ExchangeCall Call { get; } = new();

    /// <summary>In which dialect failures are told.</summary>
    public required IBridge Dialect { get; set; }

    /// <summary>Who sent it; null before it is known.</summary>
    public AccessEntry? Actor
    {
        get => Volatile.Read(ref _actor);
        set => Volatile.Write(ref _actor, value);
    }

    /// <summary>The client's own upstream credential, or null.</summary>
    public ByokCredential? Byok { get; set; }

    /// <summary>Whether it was made inside the process. Then whoever made it brings the tools and runs them.</summary>
    public bool IsInside { get; set; }

    /// <summary>The decrypted tunnel that it came through, or null, which is the ordinary case.</summary>
    public TunnelVisit? Tunnel { get; init; }

    /// <summary>Who serves it; null before one is chosen.</summary>
    public ProviderModel? Provider => Volatile.Read(ref _provider);

    /// <summary>The provider key in use, or null.</summary>
    public KeyModel? Key => Volatile.Read(ref _key);

    /// <summary>Attempts made.</summary>
    public int Attempts { get; set; }

    /// <summary>Monotonic ticks at which the first call went upstream; 0 before.</summary>
    public long Sent { get; set; }

    /// <summary>Monotonic ticks of the first byte relayed; 0 before.</summary>
    public long FirstByte { get; set; }

    /// <summary>Own failure that was told, or null.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The stream to the client, once one has begun.</summary>
    public ClientStream? Stream
    {
        get => Volatile.Read(ref _stream);
        set => Volatile.Write(ref _stream, value);
    }

    /// <summary>The modules it meets, or null, which is the ordinary case.</summary>
    public ModuleRun? Modules { get; set; }

    /// <summary>Value of the answer's header about tools, or null, which is the ordinary case.</summary>
    public string? ToolsHeader { get; set; }

    /// <summary>What is written down of it for finding a fault, or null. It ends with the exchange.</summary>
    public IDisposable? Dump { get; set; }

    /// <summary>What it holds of limits.</summary>
    public ref LimitHold Limits => ref _limits;

    /// <summary>A provider and a key are chosen for the next attempt; from here on whoever retires them finds this exchange.</summary>
    public void Bind(ProviderModel provider, KeyModel? key)
    {
        Volatile.Write(ref _provider, provider);
        Volatile.Write(ref _key, key);
    }

    /// <summary>Gives everything back. Calling it again does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Dump?.Dispose();
            _limits.End();
            _lease.Dispose();
        }
    }
}
