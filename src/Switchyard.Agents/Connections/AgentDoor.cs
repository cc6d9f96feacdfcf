using System.Net.Http.Json;
using System.Text.Json;
using Switchyard.Agents.Roster;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Agents;

namespace Switchyard.Agents.Connections;

/// <summary>
/// Opens connections to agents. Both sides prove that they know the dial key of that agent's process before either gets anything: somebody else who listens at the address, an earlier or later process of the
/// agent included, is a dial that failed.
/// </summary>
internal sealed class AgentDoor(AccessGate access, TimeProvider time)
{
    /// <summary>Longest answer in bytes: far more than any tool of an agent returns.</summary>
    public const long MostBytes = 16 << 20;

    private static readonly TimeSpan IdleSocket = TimeSpan.FromSeconds(45);

    /// <summary>Dials. The connection does not depend on <paramref name="cancellationToken"/>.</summary>
    /// <exception cref="AgentException">The agent can not be dialled, or is not who it should be.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<AgentConnection> OpenAsync(AgentEntry agent, Guid chatId, IReadOnlyList<Guid> ancestors, CancellationToken cancellationToken)
    {
        if (!agent.IsReachable)
        {
            throw new AgentException(agent.Retired is null ? AgentFault.NeverConnected : AgentFault.NoAgent);
        }

        var http = Client(agent);
        try
        {
            return new AgentConnection(agent, http, await ProveAsync(http, agent, chatId, ancestors, cancellationToken), time);
        }
        catch (HttpRequestException error) when (error.InnerException is AgentException refused)
        {
            http.Dispose();
            throw refused;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private async Task<string> ProveAsync(HttpClient http, AgentEntry agent, Guid chatId, IReadOnlyList<Guid> ancestors, CancellationToken cancellationToken)
    {
        var nonce = DialProof.NewNonce();
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new DialRequest(agent.Id, agent.BootId, nonce, at, chatId, ancestors, DialProof.OfNode(agent.DialKey!, agent.Id, agent.BootId, nonce, at));
        using var content = JsonContent.Create(request, DialJson.Default.DialRequest);
        using var response = await http.PostAsync(new Uri("dial", UriKind.Relative), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        DialAnswerBody? answer;
        try
        {
            answer = await response.Content.ReadFromJsonAsync(DialJson.Default.DialAnswerBody, cancellationToken);
        }
        catch (JsonException)
        {
            answer = null;
        }

        return answer is { Session: { Length: > 0 } session } && answer.AgentId == agent.Id && answer.BootId == agent.BootId
            && DialProof.Matches(DialProof.OfAgent(agent.DialKey!, agent.Id, agent.BootId, nonce, session), answer.Proof)
            ? session
            : throw new AgentException(AgentFault.Unreachable);
    }

    private HttpClient Client(AgentEntry agent)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = IdleSocket,
            ConnectCallback = (context, token) => AddressGuard.ConnectAsync(context.DnsEndPoint, agent, access.Configuration.Server.Agents.Allow, token),
        };
        return new HttpClient(new BoundedAnswers(handler, MostBytes)) { BaseAddress = agent.Address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64 * 1024 };
    }
}
