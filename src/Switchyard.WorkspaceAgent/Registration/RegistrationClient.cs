using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>Asks the control plane once. Nothing that it answers, or does not, is an exception.</summary>
internal sealed class RegistrationClient(AgentOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestHeartbeat = TimeSpan.FromMinutes(5);

    // The token goes to the control plane and nowhere that it points to.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 << 10,
    };

    /// <summary>Registers, or says again that the agent lives.</summary>
    /// <param name="body">What the agent says of itself.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<RegistrationOutcome> RegisterAsync(RegistrationBody body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ControlPlane, "/api/v1/agents/register"))
            {
                Content = JsonContent.Create(body, RegistrationJson.Default.RegistrationBody),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => Read(await response.Content.ReadAsByteArrayAsync(either.Token)),
                HttpStatusCode.Unauthorized => new RegistrationOutcome(RegistrationKind.Refused, "the token is wrong or was revoked (401)"),
                HttpStatusCode.Conflict => new RegistrationOutcome(RegistrationKind.Retired, "the build that this agent belongs to is retired (409)"),
                var status => RegistrationOutcome.Failed($"it answered {(int)status}"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return RegistrationOutcome.Failed($"it did not answer within {Patience.TotalSeconds} s");
        }
        catch (HttpRequestException failure)
        {
            return RegistrationOutcome.Failed(failure.InnerException?.Message ?? failure.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static RegistrationOutcome Read(byte[] answer)
    {
        try
        {
            if (JsonSerializer.Deserialize(answer, RegistrationJson.Default.RegistrationReply) is { AgentId: { } id, DialKey: { } key } reply && DialProof.IsKey(key) && Durations.TryParse(reply.Heartbeat, out var heartbeat))
            {
                return new RegistrationOutcome(RegistrationKind.Registered, "")
                {
                    Identity = new AgentIdentity(id, new Secret(key)),
                    Heartbeat = heartbeat < ShortestHeartbeat ? ShortestHeartbeat : heartbeat > LongestHeartbeat ? LongestHeartbeat : heartbeat,
                };
            }
        }
        catch (JsonException)
        {
            // Said below. Its message may repeat what it read, and that has a secret.
        }

        return RegistrationOutcome.Failed("its answer is not understood; it may be of another version");
    }
}
