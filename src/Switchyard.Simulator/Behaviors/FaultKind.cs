namespace Switchyard.Simulator.Behaviors;

/// <summary>What goes wrong with one answer.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An error status with the dialect's error body, instead of an answer.</summary>
    Status,

    /// <summary>A redirect (302, or <see cref="Fault.StatusCode"/>) to <see cref="Fault.Location"/>.</summary>
    Redirect,

    /// <summary>The connection is reset. Without a position: before the first byte. With one: bytes just sent may be lost, as in life.</summary>
    Reset,

    /// <summary>Neither headers nor body ever come; ends when the client leaves.</summary>
    Hang,

    /// <summary>The connection is closed in the middle of the body without its end; every byte before the position arrives.</summary>
    Cut,

    /// <summary>The HTTP message ends properly, but too early: the dialect's final events are missing, or the JSON is incomplete.</summary>
    End,

    /// <summary>The stream stops at the position and stays open until the client leaves.</summary>
    Stall,

    /// <summary>An error event of the dialect, then the end. A blocking answer becomes a 500.</summary>
    Error,

    /// <summary>The dialect's way to say the model failed: <c>response.failed</c> in Responses, else as <see cref="Error"/>.</summary>
    Failed,

    /// <summary>The answer ends at the token limit: <c>response.incomplete</c>, <c>finish_reason: length</c>, <c>stop_reason: max_tokens</c>.</summary>
    Incomplete,

    /// <summary>One event that is not JSON; the stream goes on. A blocking answer is not JSON.</summary>
    Malformed,

    /// <summary>One additional event of <see cref="Fault.Size"/> bytes of an unknown type; the stream goes on.</summary>
    Huge,

    /// <summary>One additional event of an unknown type; the stream goes on.</summary>
    Unknown,
}
