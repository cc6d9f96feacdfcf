using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>How and why a connection ends.</summary>
/// <param name="Code">WebSocket close code.</param>
/// <param name="Text">What is said with it, at most 123 bytes.</param>
/// <param name="Reason">What its row says.</param>
internal sealed record SessionEnd(int Code, string Text, string Reason)
{
    /// <summary>What is said before, or null.</summary>
    public GoAwayFrame? GoAway { get; init; }

    /// <summary>Whether the peer can still be told.</summary>
    public bool IsSilent { get; init; }

    public static SessionEnd Shutdown(TimeSpan after) =>
        new(CloseCodes.GoingAway, "the node shuts down", "shutdown") { GoAway = new GoAwayFrame(GoAwayReasons.Shutdown, after) };

    public static SessionEnd OldAge(TimeSpan after) => new(CloseCodes.GoingAway, "the connection is old", "age") { GoAway = new GoAwayFrame(GoAwayReasons.Age, after) };

    public static SessionEnd Moved() => new(CloseCodes.GoingAway, "the database has begun another epoch", "epoch");

    public static SessionEnd Behind() => new(CloseCodes.GoingAway, "the node does not run what the instance has; try another", "behind");

    public static SessionEnd Protocol(string text) => new(CloseCodes.Protocol, text, "protocol");

    public static SessionEnd Unanswered() => new(CloseCodes.Timeout, "what was sent was not answered", "stuck");

    public static SessionEnd Stuck() => new(CloseCodes.Timeout, "a frame could not be written in time", "stuck") { IsSilent = true };

    public static SessionEnd TooLarge(int longest) => new(CloseCodes.TooLarge, $"a frame has at most {longest} bytes", "protocol");

    public static SessionEnd Closed() => new(1000, "", "closed");

    public static SessionEnd Failed() => new(1011, "internal error", "failed");

    public static SessionEnd Gone() => new(CloseCodes.GoingAway, "closed", "closed") { IsSilent = true };

    /// <summary>The end that the database says a connection must have.</summary>
    public static SessionEnd Judged(string reason) => reason switch
    {
        "deleted" => new SessionEnd(CloseCodes.Token, "the gateway is deleted or disabled", reason) { GoAway = new GoAwayFrame(GoAwayReasons.Deleted, TimeSpan.Zero) },
        "revoked" => new SessionEnd(CloseCodes.Token, "the token is revoked or has expired", reason) { GoAway = new GoAwayFrame(GoAwayReasons.Revoked, TimeSpan.Zero) },
        "superseded" => new SessionEnd(CloseCodes.Superseded, "the instance has connected again", reason) { GoAway = new GoAwayFrame(GoAwayReasons.Superseded, TimeSpan.Zero) },
        _ => new SessionEnd(CloseCodes.GoingAway, "the connection was ended by another node", reason) { GoAway = new GoAwayFrame(GoAwayReasons.Age, TimeSpan.Zero) },
    };
}
