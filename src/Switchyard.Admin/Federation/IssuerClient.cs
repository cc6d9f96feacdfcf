using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Options;

namespace Switchyard.Admin.Federation;

/// <summary>Asks the issuer: for where its endpoints are and what it signs with, which is kept for a while, and for the tokens of a code.</summary>
internal sealed class IssuerClient(FederationOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // A token with a key that is not known makes the keys be read again, but not by everybody who sends one.
    private static readonly TimeSpan LeastBetweenReads = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    private (IssuerMetadata Value, long At)? _metadata;
    private (IReadOnlyList<SigningKey> Value, long At)? _keys;

    public async Task<IssuerMetadata> MetadataAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ReadMetadataAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The keys; read again when none of them has the id <paramref name="wanted"/>.</summary>
    public async Task<IReadOnlyList<SigningKey>> KeysAsync(string? wanted, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_keys is { } known)
            {
                var age = time.GetElapsedTime(known.At);
                if (age < LeastBetweenReads || (age < Kept && (wanted is null || known.Value.Any(key => key.Id == wanted))))
                {
                    return known.Value;
                }
            }

            var metadata = await ReadMetadataAsync(cancellationToken);
            var keys = SigningKey.ReadSet(await GetAsync(metadata.Keys, cancellationToken));
            _keys = (keys, time.GetTimestamp());
            return keys;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Trades a code for the id token.</summary>
    public async Task<IdToken> TradeAsync(string code, PendingSignIn pending, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(cancellationToken);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = pending.ReturnTo,
            ["code_verifier"] = pending.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.Token);
        if (options.ClientSecret is { } secret && metadata.TakesBasic)
        {
            // Both parts as a form writes them, before they are joined (RFC 6749 §2.3.1).
            var pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret.Reveal())}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            fields["client_id"] = options.ClientId;
            if (options.ClientSecret is { } shown)
            {
                fields["client_secret"] = shown.Reveal();
            }
        }

        request.Content = new FormUrlEncodedContent(fields);
        var answer = await SendAsync(request, cancellationToken);
        return IdToken.Read(IdToken.Text(answer, "id_token") ?? throw new FederationException("issuer", "The issuer gave no id token."));
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    private async Task<IssuerMetadata> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        if (_metadata is { } known && time.GetElapsedTime(known.At) < Kept)
        {
            return known.Value;
        }

        var place = new Uri(options.Issuer.OriginalString.TrimEnd('/') + "/.well-known/openid-configuration");
        var metadata = IssuerMetadata.Read(await GetAsync(place, cancellationToken), options.Issuer);
        _metadata = (metadata, time.GetTimestamp());
        return metadata;
    }

    private async Task<JsonElement> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new FederationException("issuer", $"The issuer answered {request.RequestUri!.AbsolutePath} with status {(int)response.StatusCode}.");
            }

            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.ValueKind == JsonValueKind.Object ? answer : throw new FederationException("issuer", "The issuer's answer is no JSON object.");
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException || (broken is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FederationException("issuer", $"The issuer could not be asked: {broken.Message}");
        }
    }
}
