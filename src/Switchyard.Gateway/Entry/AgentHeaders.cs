using System.Globalization;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Headers;

namespace Switchyard.Gateway.Entry;

/// <summary>The pair of headers by which an agent names its session and the number of the request within it.</summary>
internal readonly record struct AgentHeaders(Guid? Session, int? Sequence)
{
    /// <summary>Reads them. False when only one is there or one is wrong.</summary>
    public static bool TryRead(IHeaderDictionary headers, out AgentHeaders agent)
    {
        agent = default;
        var hasSession = headers.TryGetValue(SwitchyardHeaders.AgentSession, out var session);
        var hasSequence = headers.TryGetValue(SwitchyardHeaders.AgentSequence, out var sequence);
        if (!hasSession && !hasSequence)
        {
            return true;
        }

        if (session.Count != 1 || sequence.Count != 1 || !Guid.TryParseExact(session[0], "D", out var id)
            || !int.TryParse(sequence[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        agent = new AgentHeaders(id, number);
        return true;
    }
}
