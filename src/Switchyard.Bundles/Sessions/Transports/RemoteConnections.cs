using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>The connections to one remote server, and what its answers of HTTP mean.</summary>
internal sealed class RemoteConnections : IDisposable
{
    /// <summary>Code of the error that a caller gets for an answer of HTTP that says nothing in the protocol's own words; its data have <c>status</c>.</summary>
    public const int HttpErrorCode = -32000;

    private const int InternalError = -32603;
    private const int LongestError = 64 << 10;

    private readonly RemoteAddress _address;
    private readonly IBearer? _bearer;
    private readonly HttpMessageInvoker _invoker;
    private readonly int _longest;

    /// <param name="address">Of the server.</param>
    /// <param name="connect">Opens connections; it decides which addresses may be dialled. Null for any.</param>
    /// <param name="longest">Bytes of one message.</param>
    /// <param name="bearer">Has the token of this connection; null for none.</param>
    public RemoteConnections(RemoteAddress address, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect, int longest, IBearer? bearer = null)
    {
        _address = address;
        _bearer = bearer;
        _longest = longest;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = connect,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        });
    }

    /// <summary>Sends a request with the headers of the bundle and returns once the head of the answer is there. One that is refused for its token is sent once more with another, if there is one: it was not looked at.</summary>
    /// <exception cref="ServerLostException">No connection, or it broke.</exception>
    /// <exception cref="ServerErrorException">There is no token to send now.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _address.AddTo(request);
        if (_bearer is null)
        {
            return await SendOnceAsync(request, cancellationToken);
        }

        var token = await TokenAsync(() => _bearer.TokenAsync(cancellationToken));
        Show(request, token);
        var response = await SendOnceAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        Secret? other;
        try
        {
            other = await TokenAsync(() => _bearer.RefusedAsync(token, cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (other is null)
        {
            return response;
        }

        response.Dispose();
        using var again = Again(request);
        Show(again, other);
        return await SendOnceAsync(again, cancellationToken);
    }

    private static void Show(HttpRequestMessage request, Secret? token)
    {
        request.Headers.Remove("Authorization");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.Reveal());
        }
    }

    /// <summary>The same request; its body is memory and can be read again.</summary>
    private static HttpRequestMessage Again(HttpRequestMessage request)
    {
        var again = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in request.Headers)
        {
            again.Headers.TryAddWithoutValidation(name, values);
        }

        return again;
    }

    private static async Task<Secret?> TokenAsync(Func<Task<Secret?>> get)
    {
        try
        {
            return await get();
        }
        catch (SignInException later)
        {
            throw new ServerErrorException(HttpErrorCode, later.Message, new JsonObject { ["status"] = (int)HttpStatusCode.Unauthorized });
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            // Whether a byte of the request was sent is known only for connections that were never open.
            var neverOpen = failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            throw new ServerLostException("The server can not be reached: " + (failure.InnerException ?? failure).Message, wasWritten: !neverOpen, failure);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            // Thrown by the way of connecting that was passed in: a refusal, or no connection in time.
            throw new ServerLostException("The server can not be reached: " + failure.Message, wasWritten: false, failure);
        }
    }

    /// <summary>The whole body.</summary>
    /// <exception cref="ServerLostException">It is too long, or broke off.</exception>
    public async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(content, _longest + 1, cancellationToken);
        return body.Length <= _longest ? body : throw new ServerLostException($"Its answer has more than {_longest} bytes.", wasWritten: true);
    }

    /// <summary>The error that an answer other than 2xx means: the server's own if it speaks JSON-RPC.</summary>
    public static async Task<ServerErrorException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return new ServerErrorException(HttpErrorCode, $"The server redirects ({status}), which is not followed.", new JsonObject { ["status"] = status });
        }

        if (response.Content.Headers.ContentType?.MediaType == "application/json"
            && MessageParser.Parse(await ReadAsync(response.Content, LongestError, cancellationToken)) is [{ } message] && message["error"] is JsonObject error)
        {
            return ErrorOf(error);
        }

        return new ServerErrorException(HttpErrorCode, $"The server answered {status} {response.ReasonPhrase}.".Replace(" .", ".", StringComparison.Ordinal), new JsonObject { ["status"] = status });
    }

    /// <summary>An error object of JSON-RPC.</summary>
    public static ServerErrorException ErrorOf(JsonObject error) => MessageParser.IsWhole(error)
        ? new(
            MessageParser.Number(error, "code") is { } code and >= int.MinValue and <= int.MaxValue ? (int)code : InternalError,
            MessageParser.Text(error, "message") ?? "The server answered with an error without a message.",
            MessageParser.Take(error, "data"))
        : new(InternalError, "The server answered with an error that has a member twice.", null);

    /// <summary>What becomes of a request whose answer can not be taken apart.</summary>
    public static ServerErrorException Unreadable() => new(InternalError, "The server answered with a result that has a member twice.", null);

    /// <summary>The body of a message.</summary>
    public static HttpContent Content(OutgoingMessage message)
    {
        var content = new ReadOnlyMemoryContent(message.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <inheritdoc />
    public void Dispose() => _invoker.Dispose();

    private static async Task<byte[]> ReadAsync(HttpContent content, int atMost, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            using var body = new MemoryStream();
            var buffer = new byte[16 << 10];
            int read;
            while (body.Length < atMost && (read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, atMost - body.Length)), cancellationToken)) > 0)
            {
                await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return body.ToArray();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new ServerLostException("The server's answer broke off.", wasWritten: true, failure);
        }
    }
}
