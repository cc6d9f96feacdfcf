using Switchyard.Hub.Protocol;

namespace Switchyard.Edge.Subscription;

/// <summary>What a close code of a node means for the next connection, when no <c>goaway</c> said so before.</summary>
internal static class CloseCodeRules
{
    /// <summary>The end that <paramref name="code"/> stands for.</summary>
    public static ChannelEnd EndOf(int code, string reason) => code switch
    {
        CloseCodes.Superseded => new ChannelEnd(ChannelEndKind.Refused, reason),
        CloseCodes.GoingAway => new ChannelEnd(ChannelEndKind.Lost, reason),
        CloseCodes.Protocol or CloseCodes.TooLarge => new ChannelEnd(ChannelEndKind.Broken, reason),
        _ => new ChannelEnd(ChannelEndKind.Lost, reason),
    };
}
