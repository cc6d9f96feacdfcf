namespace Switchyard.Simulator.Behaviors;

/// <summary>
/// How the simulator answers one request. It is composed from, later wins: the simulator's default, directives in the model's name,
/// <c>x-sim-*</c> request headers, the first matching rule.
/// </summary>
public sealed record SimulatedBehavior
{
    /// <summary>24 tokens at once, usage as the dialect has it, no fault.</summary>
    public static SimulatedBehavior Plain { get; } = new();

    /// <summary>Length of the answer in tokens; the request's own limit may make it shorter.</summary>
    public int Tokens { get; init; } = 24;

    /// <summary>Input tokens reported; unset means one for every 4 bytes of text in the request.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Seed of the text; unset means the seed of the last user message.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Reasoning tokens: reported by OpenAI dialects, sent as a thinking block by Anthropic's.</summary>
    public int Reasoning { get; init; }

    /// <summary>How many tools the answer calls, taken in turn from those the request declares; 0 answers text. A request that brings tool results is answered with text.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Calls that the answer makes by order, in place of <see cref="ToolCalls"/>. A request that forbids calls gets none.</summary>
    public IReadOnlyList<SimulatedCall> Calls { get; init; } = [];

    /// <summary>Whether <see cref="Calls"/> are made again when the request brings tool results.</summary>
    public bool CallsAgain { get; init; }

    /// <summary>Whether an answer that calls tools says its text first.</summary>
    public bool SpeaksFirst { get; init; }

    /// <summary>In how many pieces the name of a called tool comes, where the dialect streams it.</summary>
    public int NamePieces { get; init; } = 1;

    /// <summary>Other counts of the usage report.</summary>
    public TokenDetails Details { get; init; } = TokenDetails.None;

    /// <summary>Time until the status line.</summary>
    public Latency Latency { get; init; } = Latency.None;

    /// <summary>Time between two events of a stream; the system's timer resolves about 1 ms.</summary>
    public TimeSpan Cadence { get; init; }

    /// <summary>What goes wrong.</summary>
    public Fault Fault { get; init; } = Fault.None;

    /// <summary>Whether usage is reported at all.</summary>
    public bool ReportsUsage { get; init; } = true;

    /// <summary>Whether a stream ends with its final marker (<c>[DONE]</c>, <c>message_stop</c>).</summary>
    public bool SendsTerminator { get; init; } = true;

    /// <summary>How the stream is spelled on the wire.</summary>
    public WireForm Wire { get; init; } = WireForm.Usual;

    /// <summary>Whether answers of this behaviour can be sent as one block of bytes made before.</summary>
    internal bool IsImmediate => Latency.IsNone && Cadence <= TimeSpan.Zero && Fault.IsNone && Wire.IsUsual;
}
