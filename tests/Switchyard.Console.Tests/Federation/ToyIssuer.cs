using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Switchyard.Console.Tests.Federation;

/// <summary>An OpenID Connect issuer on loopback that signs everybody in at once, checks what a client must prove, and can be made to answer wrongly.</summary>
internal sealed class ToyIssuer : IAsyncDisposable
{
    public const string ClientId = "switchyard test";
    public const string ClientSecret = "a+secret/with:signs";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _other = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string ReturnTo)> _codes = new();

    private ToyIssuer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Roles of whoever signs in.</summary>
    public string[] Roles { get; set; } = ["platform"];

    /// <summary>Makes the id token say something else.</summary>
    public Action<JsonObject> Change { get; set; } = static _ => { };

    /// <summary>Signs with a key that is not the issuer's, under its name.</summary>
    public bool Forges { get; set; }

    /// <summary>Says that nothing is signed.</summary>
    public bool SignsNothing { get; set; }

    public static async Task<ToyIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new ToyIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", issuer.Metadata);
        issuer._app.MapGet("/keys", issuer.Keys);
        issuer._app.MapGet("/authorize", issuer.Authorize);
        issuer._app.MapPost("/token", issuer.TokenAsync);
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Urls.Single();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
    }

    private IResult Metadata() => Results.Json(new JsonObject
    {
        ["issuer"] = Address,
        ["authorization_endpoint"] = $"{Address}/authorize",
        ["token_endpoint"] = $"{Address}/token",
        ["jwks_uri"] = $"{Address}/keys",
    });

    private IResult Keys()
    {
        var parameters = _key.ExportParameters(false);
        return Results.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "one", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) }),
        });
    }

    private IResult Authorize(HttpRequest request)
    {
        string Asked(string name) => request.Query[name].ToString();
        if (Asked("client_id") != ClientId || Asked("response_type") != "code" || Asked("code_challenge_method") != "S256" || !Asked("scope").Split(' ').Contains("openid"))
        {
            return Results.BadRequest();
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (Asked("code_challenge"), Asked("nonce"), Asked("redirect_uri"));
        return Results.Redirect($"{Asked("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Asked("state"))}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}"));
        if (request.Headers.Authorization != expected || !_codes.TryRemove(form["code"].ToString(), out var known) || known.ReturnTo != form["redirect_uri"]
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != known.Challenge)
        {
            return Results.BadRequest();
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = ClientId,
            ["sub"] = "somebody",
            ["name"] = "Ada Lovelace",
            ["nonce"] = known.Nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["roles"] = new JsonArray([.. Roles.Select(static role => (JsonNode)role)]),
        };
        Change(claims);
        var head = new JsonObject { ["alg"] = SignsNothing ? "none" : "RS256", ["kid"] = "one" };
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var signature = SignsNothing ? [] : (Forges ? _other : _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Results.Json(new JsonObject { ["access_token"] = "unused", ["token_type"] = "Bearer", ["id_token"] = $"{signed}.{Base64Url.EncodeToString(signature)}" });
    }
}
