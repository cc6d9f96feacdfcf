namespace Switchyard.Gateway.Headers;

/// <summary>Names of Switchyard's own headers.</summary>
internal static class SwitchyardHeaders
{
    /// <summary>Answer: the id of the request.</summary>
    public const string RequestId = "X-Switchyard-Request-Id";

    /// <summary>Answer: the revision that served it.</summary>
    public const string Revision = "X-Switchyard-Revision";

    /// <summary>Answer: the revision that began the canary whose documents served it; only where one did.</summary>
    public const string Canary = "X-Switchyard-Canary";

    /// <summary>Answer: the provider that served it.</summary>
    public const string Provider = "X-Switchyard-Provider";

    /// <summary>Answer: the stable code of Switchyard's own failure.</summary>
    public const string Error = "X-Switchyard-Error";

    /// <summary>Answer: whether it came out of a cache: <c>hit</c> or <c>miss</c>.</summary>
    public const string Cache = "X-Switchyard-Cache";

    /// <summary>Request: the access key, where the other credential headers carry the client's own upstream credential.</summary>
    public const string Key = "X-Switchyard-Key";

    /// <summary>Request: session of an agent, a UUID.</summary>
    public const string AgentSession = "X-Switchyard-Agent-Session";

    /// <summary>Request: number of the request within it.</summary>
    public const string AgentSequence = "X-Switchyard-Agent-Sequence";

    /// <summary>Request: the workspace whose tools it wants.</summary>
    public const string Workspace = "X-Switchyard-Workspace";

    /// <summary>Answer: how many tools of the workspace were given to the model, and how many were left out.</summary>
    public const string Tools = "X-Switchyard-Tools";

    /// <summary>Upstream: id of the user.</summary>
    public const string ActorId = "X-Switchyard-Actor-Id";

    /// <summary>Upstream: name of the user.</summary>
    public const string ActorName = "X-Switchyard-Actor-Name";
}
