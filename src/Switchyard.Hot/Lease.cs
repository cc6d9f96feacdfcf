namespace Switchyard.Hot;

/// <summary>
/// The right to use a resource until it is given back. While one is out the resource does not end, whatever is published or retired meanwhile.
/// </summary>
/// <remarks>
/// A lease has one owner. Disposing the owner's variable twice is harmless; a copy of the struct is not a second lease: to pass the right to someone
/// else use <see cref="Share"/>. The default value holds nothing.
/// </remarks>
/// <typeparam name="T">The resource.</typeparam>
public struct Lease<T> : IDisposable
    where T : notnull
{
    private Leased<T>? _resource;

    internal Lease(Leased<T> resource)
    {
        _resource = resource;
    }

    /// <summary>True until it is given back.</summary>
    public readonly bool IsHeld => _resource is not null;

    /// <summary>The resource.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back, or never held anything.</exception>
    public readonly T Value => Resource.LeasedValue;

    /// <summary>
    /// Cancelled when the resource is cut, or when its drain ceiling is reached. The holder then stops, tells its client why, and gives the lease back.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The lease was given back, or never held anything.</exception>
    public readonly CancellationToken CutToken => Resource.CutToken;

    private readonly Leased<T> Resource => _resource ?? throw new ObjectDisposedException(nameof(Lease<>));

    /// <summary>
    /// A second lease for another owner, such as the next snapshot that keeps this resource. It can not fail: this lease keeps the resource alive,
    /// even one that was cut, while the other is made.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The lease was given back, or never held anything.</exception>
    public readonly Lease<T> Share()
    {
        var resource = Resource;
        resource.AddHold();
        return new Lease<T>(resource);
    }

    /// <summary>Gives the lease back. The last one of a retired resource ends it, on this thread up to the first await.</summary>
    public void Dispose()
    {
        // Not interlocked: a lease has one owner.
        var resource = _resource;
        _resource = null;
        resource?.Release();
    }
}
