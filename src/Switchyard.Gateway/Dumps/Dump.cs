using Microsoft.AspNetCore.Http;

namespace Switchyard.Gateway.Dumps;

/// <summary>One request and its response on their way to two files. Disposing ends the collecting and hands it over.</summary>
/// <param name="finish">Takes it when it is complete.</param>
internal sealed class Dump(Action<Dump> finish) : IDisposable
{
    private int _disposed;

    /// <summary>Where to.</summary>
    public required string Directory { get; init; }

    /// <summary>Most requests kept there.</summary>
    public required int MaxFiles { get; init; }

    /// <summary>Name of the files without their endings; sorts by time.</summary>
    public required string Name { get; init; }

    /// <summary>Request line and headers, without credentials.</summary>
    public required string RequestHead { get; init; }

    /// <summary>The request's body, decoded.</summary>
    public required DumpBody Request { get; init; }

    /// <summary>Status and headers, without cookies; empty before the end.</summary>
    public string ResponseHead { get; private set; } = "";

    /// <summary>What was sent to the client.</summary>
    public required DumpBody Response { get; init; }

    /// <summary>The client's side; null once the request has ended, for it is used again by the next.</summary>
    public required HttpContext? Context { get; set; }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && Context is { } context)
        {
            ResponseHead = DumpText.Head(context.Response);
            Context = null;
            finish(this);
        }
    }
}
