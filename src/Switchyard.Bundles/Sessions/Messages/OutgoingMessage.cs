namespace Switchyard.Bundles.Sessions.Messages;

/// <summary>A message to a server. Whether it was begun to be written decides whether it may ever be sent again, so exactly one of the two who may end its wait wins: the writer that begins, or the caller who abandons.</summary>
/// <param name="body">JSON in UTF-8 with a line feed at its end.</param>
internal sealed class OutgoingMessage(ReadOnlyMemory<byte> body)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Abandoned = 2;

    private int _state;

    /// <summary>JSON in UTF-8 with a line feed at its end.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Id of a request, null for a notification or an answer.</summary>
    public long? Id { get; init; }

    /// <summary>Method, null for an answer.</summary>
    public string? Method { get; init; }

    /// <summary>Headers that mirror parts of the body, for transports that have headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether any of it may have reached the server.</summary>
    public bool HasBegun => Volatile.Read(ref _state) == Begun;

    /// <summary>Called by the writer before the first byte; false: leave it out.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    /// <summary>Called by the writer that found no way to the server after all: nothing of it was sent, or none of it was looked at.</summary>
    public void TakeBack() => Volatile.Write(ref _state, Abandoned);

    /// <summary>Called by who gives up; false: it is on its way already.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _state, Abandoned, Waiting) != Begun;
}
