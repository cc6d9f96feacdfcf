namespace Switchyard.Gateway.Failures;

/// <summary>
/// A failure that Switchyard itself made, before it is told in a dialect. All of them are here, so that codes stay stable and texts never carry a host name, an address,
/// an exception's text or a secret.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, also sent as <c>X-Switchyard-Error</c>.</param>
/// <param name="Message">One sentence for the developer.</param>
/// <param name="RetryAfter">When it makes sense to try again, or null.</param>
internal sealed record Failure(int Status, string Code, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the client's connection ends with the answer, because nobody can be sure where its next request begins, or wants to read on to find out.</summary>
    public bool EndsConnection { get; init; }

    /// <summary>No credential was sent.</summary>
    public static Failure MissingKey { get; } = new(401, "missing_access_key", "An access key is required: send it as 'Authorization: Bearer sy_…', 'x-api-key' or 'X-Switchyard-Key'.");

    /// <summary>The credential is unknown, revoked or expired; which of them is nobody's business.</summary>
    public static Failure InvalidKey { get; } = new(401, "invalid_access_key", "The access key is not valid.");

    /// <summary>The key's user is disabled.</summary>
    public static Failure UserDisabled { get; } = new(403, "user_disabled", "The user of this access key is disabled.");

    /// <summary>The provider is not granted.</summary>
    public static Failure ProviderNotGranted { get; } = new(403, "provider_not_granted", "This access key may not use the provider.");

    /// <summary>The client sent a credential of its own where that is not allowed.</summary>
    public static Failure ByokNotAllowed { get; } = new(403, "byok_not_allowed", "The provider does not take credentials of clients.");

    /// <summary>The user may not use the workspace that the request names.</summary>
    public static Failure WorkspaceNotGranted { get; } = new(403, "workspace_not_granted", "This access key may not use the workspace.");

    /// <summary>The spend budget is used up.</summary>
    public static Failure BudgetExceeded { get; } = new(403, "budget_exceeded", "The spend budget of this month is used up.");

    /// <summary>No provider of that name.</summary>
    public static Failure UnknownProvider { get; } = new(404, "unknown_provider", "There is no such provider.");

    /// <summary>The path leads nowhere.</summary>
    public static Failure UnknownRoute { get; } = new(404, "unknown_route", "There is no such route.");

    /// <summary>The model is neither <c>provider/model</c> nor an alias.</summary>
    public static Failure UnknownModel { get; } = new(404, "unknown_route", "The model is neither 'provider/model' nor the alias of a route.");

    /// <summary>The body is too long.</summary>
    public static Failure BodyTooLarge { get; } = new(413, "body_too_large", "The request body is longer than the limit.") { EndsConnection = true };

    /// <summary>The body's coding is not understood.</summary>
    public static Failure UnsupportedEncoding { get; } = new(415, "unsupported_encoding", "The Content-Encoding is not supported; use gzip, deflate, br or none.");

    /// <summary>The body can not be read.</summary>
    public static Failure UnreadableBody { get; } = new(400, "invalid_body", "The request body can not be read.") { EndsConnection = true };

    /// <summary>The message says two things about where it ends.</summary>
    public static Failure AmbiguousLength { get; } = new(400, "ambiguous_length", "The request has both Content-Length and Transfer-Encoding; send one of them.") { EndsConnection = true };

    /// <summary>A request in a tunnel is for another host than the tunnel.</summary>
    public static Failure Misdirected { get; } = new(421, "misdirected_request", "The request, the TLS greeting and the tunnel name different hosts.") { EndsConnection = true };

    /// <summary>No provider has the tunnel's host any more.</summary>
    public static Failure HostNotIntercepted { get; } = new(421, "host_not_intercepted", "No provider has this host any more; connect anew.") { EndsConnection = true };

    /// <summary>WebSockets are not spoken here.</summary>
    public static Failure UpgradeNotSupported { get; } = new(426, "upgrade_not_supported", "This route does not take a WebSocket; use HTTP with server-sent events.");

    /// <summary>The body comes too slowly.</summary>
    public static Failure BodyTooSlow { get; } = new(408, "body_too_slow", "The request body came too slowly.") { EndsConnection = true };

    /// <summary>One header of the pair is missing or wrong.</summary>
    public static Failure InvalidAgentHeaders { get; } = new(400, "invalid_agent_session", "X-Switchyard-Agent-Session (a UUID) and X-Switchyard-Agent-Sequence (0 to 2147483647) go together.");

    /// <summary>Responses in the background would end unseen.</summary>
    public static Failure BackgroundUnsupported { get; } = new(501, "background_unsupported", "'background: true' is not supported.");

    /// <summary>The provider is switched off.</summary>
    public static Failure ProviderDisabled { get; } = new(503, "provider_disabled", "The provider is disabled.");

    /// <summary>The provider's configuration can not serve.</summary>
    public static Failure ProviderUnavailable { get; } = new(503, "provider_unavailable", "The provider can not serve; its operator sees the reason.");

    /// <summary>Usage could not be made durable.</summary>
    public static Failure RecordingUnavailable { get; } = new(503, "recording_unavailable", "The request can not be recorded, so it is not served.", TimeSpan.FromSeconds(1));

    /// <summary>The node stops.</summary>
    public static Failure ShuttingDown { get; } = new(503, "shutting_down", "The node is shutting down.", TimeSpan.FromSeconds(1));

    /// <summary>Nothing was loaded yet.</summary>
    public static Failure NotReady { get; } = new(503, "not_ready", "The node has no configuration yet.", TimeSpan.FromSeconds(1));

    /// <summary>An edge has been without contact for too long to trust access keys.</summary>
    public static Failure StaleAccess { get; } = new(503, "stale_access", "This gateway has been without its control plane for so long that access keys are not trusted any more.", TimeSpan.FromSeconds(15));

    /// <summary>The gateway that this process was is no more.</summary>
    public static Failure GatewayRetired { get; } = new(503, "gateway_retired", "This gateway was deleted or disabled.", TimeSpan.FromSeconds(60));

    /// <summary>What only nodes have.</summary>
    public static Failure NotOnEdge { get; } = new(404, "not_on_edge", "Tools and chats are served by the control plane's nodes, not by a remote gateway.");

    /// <summary>The upstream could not be reached.</summary>
    public static Failure Unreachable { get; } = new(502, "upstream_unreachable", "The upstream could not be reached.");

    /// <summary>The upstream's address is not allowed.</summary>
    public static Failure EgressRefused { get; } = new(502, "egress_refused", "The upstream's address is not allowed; see --egress-allow (server.egress.allow).");

    /// <summary>The upstream closed the connection too early.</summary>
    public static Failure UpstreamBroke { get; } = new(502, "upstream_broke", "The upstream broke off its answer.");

    /// <summary>An event outgrew the limit.</summary>
    public static Failure EventTooLarge { get; } = new(502, "event_too_large", "An event of the upstream is longer than the limit.");

    /// <summary>What a model and its tools said is more than a request may be.</summary>
    public static Failure ToolsTooLarge { get; } = new(502, "tools_too_large", "The calls and results of tools are longer together than a request may be.");

    /// <summary>An upstream refused a request that Switchyard made to go on with an answer that had begun.</summary>
    public static Failure TurnRefused(int status) => new(502, "upstream_refused_turn", $"The upstream refused to go on with status {status}.");

    /// <summary>The upstream can not be authorised against.</summary>
    public static Failure CredentialsUnavailable { get; } = new(502, "credentials_unavailable", "The credentials for the upstream could not be obtained.");

    /// <summary>The upstream did not answer in time.</summary>
    public static Failure UpstreamTimeout { get; } = new(504, "upstream_timeout", "The upstream did not answer in time.");

    /// <summary>The stream was silent for too long.</summary>
    public static Failure StreamSilent { get; } = new(504, "upstream_timeout", "The upstream was silent for too long.");

    /// <summary>The access was taken away.</summary>
    public static Failure AccessRevoked { get; } = new(401, "access_revoked", "The access key was revoked.");

    /// <summary>The provider or key was taken away.</summary>
    public static Failure ProviderRetired { get; } = new(503, "provider_retired", "The provider was taken out of service.");

    /// <summary>A superseded provider's request ran too long.</summary>
    public static Failure DrainCeiling { get; } = new(503, "drain_ceiling", "The provider was changed and the time for running requests is over.");

    /// <summary>A module threw, and is not to be left out.</summary>
    public static Failure ModuleFailed { get; } = new(500, "module_failed", "A module of the request pipeline failed.");

    /// <summary>A module did not come to an end.</summary>
    public static Failure ModuleTimeout { get; } = new(504, "module_timeout", "A module of the request pipeline took too long.");

    /// <summary>A module edited the body into something that is no request.</summary>
    public static Failure ModuleBrokeBody { get; } = new(500, "module_failed", "A module of the request pipeline made an invalid body.");

    /// <summary>The answer can not be looked at by a module that has to.</summary>
    public static Failure AnswerUnchecked { get; } = new(502, "answer_unchecked", "The answer is too long, or coded in a way, to be checked as the configuration demands.");

    /// <summary>The tokens of a window are used up.</summary>
    public static Failure TokensLimited(TimeSpan wait) => new(429, "tokens_limited", "The tokens of this window are used up.", wait);

    /// <summary>A rule of a guardrail refused; <paramref name="rule"/> is its name in the configuration.</summary>
    public static Failure GuardrailBlocked(string rule) => new(400, "guardrail_blocked", $"Refused by the rule '{rule}'.");

    /// <summary>Something unforeseen.</summary>
    public static Failure Internal { get; } = new(500, "internal_error", "Switchyard failed.");

    /// <summary>Too many requests a minute.</summary>
    public static Failure RateLimited(TimeSpan wait) => new(429, "rate_limited", "Too many requests a minute.", wait);

    /// <summary>Too many requests at once.</summary>
    public static Failure ConcurrencyLimited(TimeSpan wait) => new(429, "concurrency_limited", "Too many requests at once.", wait);

    /// <summary>No key of the provider can be used.</summary>
    public static Failure NoHealthyKey(TimeSpan wait) => new(503, "no_healthy_key", "No key of the provider can be used now.", wait);

    /// <summary>The breaker is open.</summary>
    public static Failure CircuitOpen(TimeSpan wait) => new(503, "circuit_open", "The upstream failed repeatedly and is left alone for a while.", wait);

    /// <summary>The JSON is wrong; <paramref name="detail"/> says where.</summary>
    public static Failure InvalidJson(string detail) => new(400, "invalid_json", detail);
}
