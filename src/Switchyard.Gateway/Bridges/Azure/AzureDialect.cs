using System.Buffers;
using Switchyard.Gateway.Bridges.Addressing;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.OpenAI;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Azure;

/// <summary>
/// Azure OpenAI. Three kinds of base URL are understood: a resource (<c>https://name.openai.azure.com</c>, with or without <c>/openai</c>), where chat goes to
/// <c>/openai/deployments/{deployment}/…</c>; the version-less API (<c>…/openai/v1</c>), which names the deployment in the body; and one deployment (<c>…/openai/deployments/name</c>).
/// </summary>
internal sealed class AzureDialect : IUpstreamDialect
{
    /// <summary>The <c>api-version</c> of deployment paths when the settings name none: the newest that is generally available with a date.</summary>
    public const string DefaultVersion = "2024-10-21";

    private const string Deployments = "/openai/deployments/";

    private readonly UpstreamAddress _address;
    private readonly KeyHeaders _keys;
    private readonly IReadOnlyDictionary<string, string> _deployments;
    private readonly string? _version;
    private readonly string _root;
    private readonly bool _isResource;

    /// <summary>Prepares <paramref name="provider"/>.</summary>
    public AzureDialect(ProviderConfig provider)
    {
        _address = new UpstreamAddress(provider.BaseUrl);
        _keys = new KeyHeaders(provider, "api-key", "");
        _deployments = provider.Settings.Deployments ?? new Dictionary<string, string>(StringComparer.Ordinal);
        _version = provider.Settings.ApiVersion;
        _isResource = !_address.Path.EndsWith("/openai/v1", StringComparison.Ordinal) && !_address.Path.Contains(Deployments, StringComparison.Ordinal);
        _root = _address.Path.EndsWith("/openai", StringComparison.Ordinal) ? _address.Path[..^"/openai".Length] : _address.Path;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> DefaultPassthrough => OpenAIDialect.Passthrough;

    /// <inheritdoc />
    public string ProbePath => "/v1/models";

    /// <inheritdoc />
    public bool Speaks(BridgeFormat format) => format is BridgeFormat.ChatCompletions or BridgeFormat.Responses;

    /// <inheritdoc />
    public Uri Address(string path, string query, RequestFacts? facts, string? model)
    {
        var bare = UpstreamAddress.IsBelow(path, "/v1") ? path[3..] : path;
        if (_isResource)
        {
            return OfResource(path, bare, query, facts, model);
        }

        return _address.Path.EndsWith("/v1", StringComparison.Ordinal)
            ? _address.Of(path, Versioned(query, _version))
            : _address.At(_address.Path + bare, Versioned(query, _version ?? DefaultVersion));
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RequestFacts facts, HttpRequestMessage request)
    {
        // Where the path names the deployment, the body's model means nothing and stays as the client wrote it.
        if (_deployments.Count == 0 || request.RequestUri?.OriginalString.Contains(Deployments, StringComparison.Ordinal) == true)
        {
            return body;
        }

        foreach (var member in JsonMember.Of(body.Span))
        {
            if (member.Name == "model" && body.Span[member.Value.Start] == (byte)'"'
                && _deployments.TryGetValue(JsonText.OfToken(body.Span[member.Value]), out var deployment))
            {
                var output = new ArrayBufferWriter<byte>(body.Length + deployment.Length);
                var writer = new BodyWriter(body.Span, output);
                writer.ReplaceWithString(member.Value, deployment);
                writer.Finish();
                return output.WrittenMemory;
            }
        }

        return body;
    }

    /// <inheritdoc />
    public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderKeyConfig? key, CancellationToken cancellationToken)
    {
        _keys.Set(request, key);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public Stream Events(HttpResponseMessage response, Stream body) => body;

    private Uri OfResource(string path, string bare, string query, RequestFacts? facts, string? model)
    {
        if (ReferenceEquals(path, bare))
        {
            return UpstreamAddress.IsBelow(path, "/openai")
                ? _address.At(_root + path, Versioned(query, _version))
                : _address.At(_address.Path + path, query);
        }

        if (facts is not null && bare == "/chat/completions")
        {
            var name = model ?? facts.Model;
            var deployment = Uri.EscapeDataString(_deployments.GetValueOrDefault(name, name));
            return _address.At(string.Concat(_root, Deployments, deployment, bare), Versioned(query, _version ?? DefaultVersion));
        }

        // Everything else has a path without a deployment: under the dated version where one is set, else under the version-less API.
        return _version is null ? _address.At(_root + "/openai/v1" + bare, query) : _address.At(_root + "/openai" + bare, Versioned(query, _version));
    }

    private static string Versioned(string query, string? version)
    {
        if (version is null || query.Contains("api-version=", StringComparison.OrdinalIgnoreCase))
        {
            return query;
        }

        return (query.Length > 1 ? query + "&" : "?") + "api-version=" + Uri.EscapeDataString(version);
    }
}
