using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Peers;

/// <summary>Asks other nodes. Their addresses come from the rows that they write themselves, so the rules for addresses that operators enter do not hold for them.</summary>
internal sealed class PeerClient(PeerSigner signer) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    });

    /// <summary>Sends a request and returns the answer, of which the headers have come.</summary>
    /// <exception cref="CallRefusedException">The node can not be asked, and that will not pass by itself.</exception>
    /// <exception cref="ServerLostException">The node does not answer, or does not own the bundle any more.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<HttpResponseMessage> SendAsync(Ownership.Elsewhere owner, string path, JsonObject body, CancellationToken cancellationToken)
    {
        if (owner.Address is not { } address)
        {
            throw new CallRefusedException(CallFaults.Elsewhere, $"The bundle runs on the node '{owner.Name}' alone, which does not say where other nodes reach it; it needs --advertise.");
        }

        var content = MessageWriter.Bytes(body);
        var signature = signer.Sign(owner.Node, path, content) ?? throw new ServerLostException("The clock that nodes share is not known yet.", wasWritten: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.TryAddWithoutValidation(PeerPaths.Header, signature.ToString());
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            var wasWritten = failure.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            throw new ServerLostException($"The node '{owner.Name}' can not be reached.", wasWritten, failure);
        }

        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return answer;
        }

        using (answer)
        {
            throw answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MisdirectedRequest
                ? new CallRefusedException(
                    CallFaults.Elsewhere,
                    $"The bundle runs on the node '{owner.Name}' alone, and what answers at the address that it advertises does not take requests of this node: the address is another node's, or they have different secret keys.")
                : new ServerLostException($"The node '{owner.Name}' does not serve the bundle ({(int)answer.StatusCode}).", wasWritten: false);
        }
    }

    public void Dispose() => _http.Dispose();
}
