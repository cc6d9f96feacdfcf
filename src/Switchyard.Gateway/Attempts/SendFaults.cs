using System.Security.Authentication;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Pool.Connections;

namespace Switchyard.Gateway.Attempts;

/// <summary>Reads what went wrong out of the exceptions of the client library. Nothing of their text reaches a client.</summary>
internal static class SendFaults
{
    /// <summary>What to tell, and whether the upstream is to blame.</summary>
    public static (Failure Failure, bool Upstream) Read(Exception error, EndReason reason)
    {
        if (reason is EndReason.HeadersTimeout or EndReason.UpstreamSilent)
        {
            return (EndReasons.FailureOf(reason)!, true);
        }

        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case EgressRefusedException:
                    return (Failure.EgressRefused, false);
                case TimeoutException:
                    return (Failure.UpstreamTimeout, true);
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse }:
                    return (Failure.UpstreamBroke, true);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
                    when inner.InnerException is null:
                case AuthenticationException:
                    return (Failure.Unreachable, true);
                case HttpRequestException or IOException or System.Net.Sockets.SocketException:
                    break;
                case OperationCanceledException:
                    return (Failure.UpstreamTimeout, true);
                default:
                    // Not the wire's: the credential could not be had, or the request could not be made.
                    return (Failure.CredentialsUnavailable, false);
            }
        }

        return (Failure.Unreachable, true);
    }
}
