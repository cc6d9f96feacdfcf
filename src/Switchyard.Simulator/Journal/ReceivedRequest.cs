using System.Text;

namespace Switchyard.Simulator.Journal;

/// <summary>One request as it arrived, and what became of it. Headers hold credentials as sent: never print them whole.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource<RequestOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytesSent;
    private int _eventsSent;

    /// <summary>Position in order of arrival, from 1.</summary>
    public required long Ordinal { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path without query, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The request target exactly as on the wire: path and query, not decoded.</summary>
    public required string RawTarget { get; init; }

    /// <summary>Headers in the server's order; a repeated header appears once for each value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The exact body bytes; empty when there was none.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Equal for requests that came over one connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The credential: bearer token, <c>x-api-key</c>, <c>api-key</c>, or the access key id of an AWS signature; null for none.</summary>
    public required string? Key { get; init; }

    /// <summary>The model asked for, from body or path.</summary>
    public string? Model { get; init; }

    /// <summary>Id of the rule that decided the answer, if one did.</summary>
    public int? RuleId { get; internal set; }

    /// <summary>Status answered; 0 until it is known, and for a reset or a hang.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Events of a stream written so far.</summary>
    public int EventsSent => Volatile.Read(ref _eventsSent);

    /// <summary>Body bytes written so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>How it ended; <see cref="RequestOutcome.Running"/> before.</summary>
    public RequestOutcome Outcome => _completion.Task.IsCompletedSuccessfully ? _completion.Task.Result : RequestOutcome.Running;

    /// <summary>Completes with the outcome when the request has ended.</summary>
    public Task<RequestOutcome> Completion => _completion.Task;

    /// <summary>The body as UTF-8 text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The first value of a header, name in any case; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    internal void Sent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    internal void SentEvent() => Interlocked.Increment(ref _eventsSent);

    internal void Complete(RequestOutcome outcome) => _completion.TrySetResult(outcome);
}
