using System.Net;
using System.Net.Http.Headers;

namespace Switchyard.Configuration.Peers;

/// <summary>Asks other nodes, with requests that are signed. Their addresses come from the rows that they write themselves, so the rules for addresses that operators enter do not hold for them. Thread-safe.</summary>
public sealed class PeerChannel(PeerSigner signer, PeerClock clock) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    });

    /// <summary>Sends a request and returns the answer, of which the headers have come and say 200.</summary>
    /// <param name="node">Whom it is for.</param>
    /// <param name="path">Path on its control plane.</param>
    /// <param name="json">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerException">There is no such answer.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<HttpResponseMessage> PostAsync(PeerNode node, string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Address is not { } address)
        {
            throw new PeerException(PeerFault.NoAddress, $"The node '{node.Name}' does not say where other nodes reach it; it needs --advertise.");
        }

        await clock.RefreshAsync(cancellationToken);
        var signature = signer.Sign(node.Id, path, json.Span) ?? throw new PeerException(PeerFault.NoClock, "The clock that nodes share is not known yet.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.TryAddWithoutValidation(PeerSignature.Header, signature.ToString());
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            var wasWritten = failure.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            throw new PeerException(PeerFault.NotReached, $"The node '{node.Name}' can not be reached.", wasWritten, failure);
        }

        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return answer;
        }

        using (answer)
        {
            throw Failed(node, answer.StatusCode);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    // Only a clear no is one. Whatever fails on the way, or in the node, says nothing of what it has; it may have done some of it.
    private static PeerException Failed(PeerNode node, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.MisdirectedRequest => new PeerException(
            PeerFault.NotTrusted, $"What answers at the address that the node '{node.Name}' advertises does not take requests of this node: the address is another node's, or they have different secret keys."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or < HttpStatusCode.BadRequest or >= HttpStatusCode.InternalServerError =>
            new PeerException(PeerFault.NotReached, $"The node '{node.Name}' does not answer for now ({(int)status}).", wasWritten: true),
        _ => new PeerException(PeerFault.Refused, $"The node '{node.Name}' does not serve this ({(int)status})."),
    };
}
