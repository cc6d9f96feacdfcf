using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>Asks servers that a bundle's server names. Where these are is said by others, so every address is checked, redirects are not followed, and answers have a bound.</summary>
internal sealed class OAuthHttp : IDisposable
{
    private const int LongestAnswer = 256 << 10;

    private readonly HttpMessageInvoker _invoker;

    /// <param name="connect">Opens connections; it decides which addresses may be dialled. Null for any.</param>
    public OAuthHttp(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect) => _invoker = new HttpMessageInvoker(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = connect,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    /// <summary>The address if it may be used.</summary>
    /// <param name="text">What a server said.</param>
    /// <param name="insecure">Whether plain http will do.</param>
    /// <param name="what">What it is, for people.</param>
    /// <exception cref="SignInException">It may not.</exception>
    public static Uri Address(string? text, bool insecure, string what) =>
        text is not null && BundleRules.UrlFault(text, insecure) is null ? new Uri(text)
        : throw new SignInException(SignInFaults.Untrustworthy, $"The address of {what} is missing, or is none that may be used{(insecure ? "" : "; it must be https")}.");

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="SignInException">There is none.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<OAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _invoker.SendAsync(request, cancellationToken);
            var challenges = response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values.ToArray() : [];

            // Anything else, such as a stream of events, may have no end.
            var body = response.Content.Headers.ContentType?.MediaType is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal))
                ? await ReadAsync(response.Content, cancellationToken)
                : null;
            return new OAuthAnswer((int)response.StatusCode, body, challenges);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException)
        {
            throw new SignInException(SignInFaults.Unreachable, $"{request.RequestUri!.Host} can not be reached: {(failure.InnerException ?? failure).Message}", failure);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _invoker.Dispose();

    private static async Task<JsonObject?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > LongestAnswer)
            {
                return null;
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
