namespace Switchyard.Proxy.Greeting;

/// <summary>Why a client gets no tunnel. All of them are here, so that codes stay stable and texts carry nothing of what a client sent.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, also sent as <c>X-Switchyard-Error</c>.</param>
/// <param name="Message">One sentence.</param>
internal sealed record Refusal(int Status, string Code, string Message)
{
    /// <summary>It is not HTTP, or not as RFC 9112 has it.</summary>
    public static Refusal Malformed(string what) => new(400, "malformed_request", $"The request is not well formed: {what}.");

    /// <summary>The head does not end in time to be read.</summary>
    public static Refusal HeadTooLarge { get; } = new(431, "head_too_large", "The head of the request is longer than 16 KiB or has more than 100 fields.");

    /// <summary>Only tunnels are made.</summary>
    public static Refusal ConnectOnly { get; } = new(405, "connect_only", "This proxy takes CONNECT only; unencrypted requests are not forwarded.");

    /// <summary>Not HTTP/1.1.</summary>
    public static Refusal Version { get; } = new(505, "version_not_supported", "The proxy speaks HTTP/1.1.");

    /// <summary>Host and target name two places.</summary>
    public static Refusal Misdirected { get; } = new(421, "misdirected_request", "The Host field and the target of CONNECT name different places.");

    /// <summary>Nobody, or nobody known; which of them is nobody's business.</summary>
    public static Refusal Unauthorized(string code) => new(407, code, "An access key is required: as user name or password of the proxy, or as 'Proxy-Authorization: Bearer sy_…'.");

    /// <summary>He is known and may not.</summary>
    public static Refusal Forbidden(string code, string message) => new(403, code, message);

    /// <summary>The port is not on the list.</summary>
    public static Refusal PortNotAllowed { get; } = new(403, "port_not_allowed", "The proxy makes no tunnels to this port; see server.proxy.ports.");

    /// <summary>The host is no provider's.</summary>
    public static Refusal HostNotAllowed { get; } = new(403, "host_not_allowed", "The proxy makes tunnels to providers only; see server.proxy.others.");

    /// <summary>The address may not be dialled.</summary>
    public static Refusal EgressRefused { get; } = new(403, "egress_refused", "The address of the host is not allowed; see --egress-allow (server.egress.allow).");

    /// <summary>The key has too many.</summary>
    public static Refusal TooManyOfKey { get; } = new(429, "too_many_tunnels", "This access key has as many tunnels as it may have; see server.proxy.tunnels.");

    /// <summary>The node has too many.</summary>
    public static Refusal TooMany { get; } = new(503, "too_many_tunnels", "The node has as many tunnels as it may have; see server.proxy.tunnels.");

    /// <summary>There is no certificate authority, or its key can not be opened.</summary>
    public static Refusal NoAuthority { get; } = new(503, "no_certificate_authority", "The node has no certificate authority to decrypt with; its log says why.");

    /// <summary>It can not be reached.</summary>
    public static Refusal Unreachable { get; } = new(502, "upstream_unreachable", "The host could not be reached.");

    /// <summary>It can not be reached in time.</summary>
    public static Refusal UpstreamTimeout { get; } = new(504, "upstream_timeout", "The host could not be reached in time.");

    /// <summary>The reason phrase of <see cref="Status"/>.</summary>
    public string Reason => Status switch
    {
        400 => "Bad Request",
        403 => "Forbidden",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        502 => "Bad Gateway",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "Service Unavailable",
    };
}
