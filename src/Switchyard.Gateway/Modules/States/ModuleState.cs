namespace Switchyard.Gateway.Modules.States;

/// <summary>What lives on about a module, known by name and type, while its configuration changes: what it keeps itself, and how it fares.</summary>
/// <param name="key">Name and type.</param>
internal sealed class ModuleState(ModuleKey key)
{
    private readonly Lock _gate = new();
    private object? _own;
    private long _failures;
    private long _failedAt;

    /// <summary>Name and type.</summary>
    public ModuleKey Key => key;

    /// <summary>How often it threw in a request.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>When it last did, or null.</summary>
    public DateTimeOffset? FailedAt => Interlocked.Read(ref _failedAt) is var at and not 0 ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>What the module keeps, made when it is first asked for; made anew when it is of another kind than before.</summary>
    public T Get<T>(Func<T> create)
        where T : class
    {
        lock (_gate)
        {
            if (_own is T own)
            {
                return own;
            }

            var made = create();
            _own = made;
            return made;
        }
    }

    /// <summary>It threw in a request. Returns how often it has by now.</summary>
    public long Failed(DateTimeOffset now)
    {
        Interlocked.Exchange(ref _failedAt, now.ToUnixTimeMilliseconds());
        return Interlocked.Increment(ref _failures);
    }
}
