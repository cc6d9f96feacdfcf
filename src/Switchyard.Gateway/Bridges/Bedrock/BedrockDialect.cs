using System.Globalization;
using System.Net.Http.Headers;
using Switchyard.Gateway.Bridges.Addressing;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Gateway.Bridges.Bedrock.EventStreams;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>Anthropic Messages on Amazon Bedrock: the model stands in the path, the body loses what Bedrock refuses, the call is signed, the stream comes in AWS's own framing.</summary>
internal sealed class BedrockDialect : IUpstreamDialect
{
    private const string EventStream = "application/vnd.amazon.eventstream";
    private const string BetaHeader = "anthropic-beta";
    private const string VersionHeader = "anthropic-version";
    private const string Models = "/foundation-models";
    private const int MaxMessageBytes = 16 << 20;

    // Whatever signs for somebody else must not stand beside our signature.
    private static readonly string[] Replaced = ["Authorization", "x-api-key", "api-key", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256"];

    private readonly UpstreamAddress _runtime;
    private readonly UpstreamAddress _control;
    private readonly BedrockModels _models;
    private readonly IAwsCredentialSource _credentials;
    private readonly AwsSigner _signer;
    private readonly TimeProvider _time;

    /// <summary>Prepares <paramref name="provider"/>; without a static pair, <paramref name="platform"/> gives the credentials.</summary>
    public BedrockDialect(ProviderConfig provider, IAwsCredentialSource platform, TimeProvider time)
    {
        var settings = provider.Settings.Bedrock ?? new BedrockSettings();
        var region = BedrockRegion.Of(settings.Region, provider.BaseUrl)
            ?? throw new ArgumentException("A Bedrock provider needs settings.region, or a base URL that names its region.", nameof(provider));
        var runtime = provider.BaseUrl.Length > 0 ? provider.BaseUrl : BedrockRegion.Runtime(region);
        _runtime = new UpstreamAddress(runtime);

        // Models are listed by another host than the one that runs them, except behind a base URL of the operator's own.
        _control = new UpstreamAddress(runtime.Replace("//bedrock-runtime.", "//bedrock.", StringComparison.Ordinal));
        _models = new BedrockModels(settings.Models);
        _credentials = StaticAwsCredentials.Of(settings) ?? platform;
        _signer = new AwsSigner(region, "bedrock");
        _time = time;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> DefaultPassthrough => [];

    /// <inheritdoc />
    public string ProbePath => Models;

    /// <inheritdoc />
    public IUpstreamErrors Errors => BedrockErrors.Instance;

    /// <inheritdoc />
    public bool Speaks(BridgeFormat format) => format is BridgeFormat.Messages;

    /// <inheritdoc />
    public Uri Address(string path, string query, RequestFacts? facts, string? model)
    {
        if (facts is null)
        {
            return (path == Models ? _control : _runtime).Of(path, query);
        }

        var id = Uri.EscapeDataString(_models.IdOf(model ?? facts.Model));
        return _runtime.At($"{_runtime.Path}/model/{id}/{(facts.Stream ? "invoke-with-response-stream" : "invoke")}", "");
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RequestFacts facts, HttpRequestMessage request)
    {
        List<string> betas = [];
        if (request.Headers.NonValidated.TryGetValues(BetaHeader, out var values))
        {
            foreach (var value in values)
            {
                betas.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }
        }

        request.Headers.Remove(BetaHeader);
        request.Headers.Remove(VersionHeader);
        return BedrockBody.Shape(body.Span, facts.Model, betas, _models);
    }

    /// <inheritdoc />
    public async ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderKeyConfig? key, CancellationToken cancellationToken)
    {
        var credentials = await _credentials.GetAsync(cancellationToken);
        foreach (var name in Replaced)
        {
            request.Headers.Remove(name);
        }

        var uri = request.RequestUri ?? throw new ArgumentException("A request without an address can not be signed.", nameof(request));
        var date = _time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", date);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token.Reveal());
        }

        var signed = new List<KeyValuePair<string, string>> { new("host", request.Headers.Host ?? HostOf(uri)) };
        foreach (var header in request.Headers.NonValidated)
        {
            if (header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                signed.AddRange(header.Value.Select(value => KeyValuePair.Create(header.Key, value)));
            }
        }

        var authorization = _signer.Sign(request.Method.Method, uri.AbsolutePath, uri.Query, signed, body.Span, credentials, date);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }

    /// <inheritdoc />
    public Stream Events(HttpResponseMessage response, Stream body)
    {
        if (response.Content.Headers.ContentType?.MediaType != EventStream)
        {
            return body;
        }

        response.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return new EventStreamToSse(body, MaxMessageBytes);
    }

    private static string HostOf(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}");
    }
}
