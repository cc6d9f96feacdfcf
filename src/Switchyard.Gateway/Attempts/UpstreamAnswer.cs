using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Attempts;

/// <summary>The end of the attempts: an answer to relay, or a failure to tell.</summary>
internal sealed class UpstreamAnswer : IDisposable
{
    private UpstreamAnswer(Attempt? attempt, HttpResponseMessage? response, Stream? body, Failure? failure)
    {
        Attempt = attempt;
        Response = response;
        Body = body;
        Failure = failure;
    }

    /// <summary>The attempt that was answered, or the last that was made; null when none could be.</summary>
    public Attempt? Attempt { get; }

    /// <summary>The answer, or null.</summary>
    public HttpResponseMessage? Response { get; }

    /// <summary>The rest of its body, after <see cref="First"/>.</summary>
    public Stream? Body { get; }

    /// <summary>The bytes of the body that were read already.</summary>
    public PooledBuffer First { get; } = new();

    /// <summary>Whether the body ended within <see cref="First"/>.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether the answer is one to HEAD: its length speaks of a body that is not there.</summary>
    public bool Headless => Response?.RequestMessage?.Method == HttpMethod.Head;

    /// <summary>What to tell the client when there is no answer.</summary>
    public Failure? Failure { get; }

    /// <summary>An answer.</summary>
    public static UpstreamAnswer Of(Attempt attempt, HttpResponseMessage response, Stream body) => new(attempt, response, body, null);

    /// <summary>A failure.</summary>
    public static UpstreamAnswer Of(Failure failure, Attempt? attempt = null) => new(attempt, null, null, failure);

    /// <inheritdoc />
    public void Dispose()
    {
        First.Dispose();
        Response?.Dispose();
    }
}
