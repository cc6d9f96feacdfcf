using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Switchyard.Testing.Runs;

namespace Switchyard.Testing.Authorities;

/// <summary>
/// An authorization server on loopback. It keeps the rules that clients have to keep too: exact redirect addresses, PKCE, codes and refresh tokens that are good once. A refresh token that comes twice ends the whole sign-in.
/// </summary>
public sealed class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, string[]> _clients = new();
    private readonly ConcurrentDictionary<string, Grant> _codes = new();
    private readonly ConcurrentDictionary<string, Grant> _refreshes = new();
    private readonly ConcurrentDictionary<string, Issued> _tokens = new();
    private readonly SemaphoreSlim _asked = new(0);
    private int _count;
    private int _renewals;
    private int _registrations;

    private TestAuthority(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public string Issuer { get; private set; } = "";

    /// <summary>What its metadata say it is called; null for the truth.</summary>
    public string? SaysIssuer { get; set; }

    /// <summary>What it says when it sends people back; null for the truth.</summary>
    public string? SaysIss { get; set; }

    public bool LeavesIssOut { get; set; }

    public bool HasPkce { get; set; } = true;

    public bool Registers { get; set; } = true;

    public bool IsOpenIdOnly { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public bool GivesRefresh { get; set; } = true;

    /// <summary>Answers requests for tokens with this status instead, if it is not 0.</summary>
    public int TokenStatus { get; set; }

    /// <summary>Requests for tokens, and for metadata, wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Registrations => Volatile.Read(ref _registrations);

    /// <summary>Requests to renew a token.</summary>
    public int Renewals => Volatile.Read(ref _renewals);

    /// <summary>Refresh tokens that came twice.</summary>
    public int Reused { get; private set; }

    public ConcurrentQueue<string> Scopes { get; } = new();

    /// <summary>Completes with the next request for a token.</summary>
    public TaskCompletionSource Asked { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<TestAuthority> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var authority = new TestAuthority(builder.Build(), time);
        authority._app.Run(authority.HandleAsync);
        await authority._app.StartAsync();
        authority.Issuer = authority._app.Urls.Single();
        return authority;
    }

    /// <summary>Adds a client that did not register itself.</summary>
    public void AddClient(string id, string callback) => _clients[id] = [callback];

    /// <summary>Whose a token is and what it is for; null when it is not good (any more).</summary>
    public (string Person, string Resource)? Look(string token) =>
        _tokens.TryGetValue(token, out var issued) && !issued.Grant.IsOver && issued.Until > _time.GetUtcNow() ? (issued.Grant.Person, issued.Grant.Resource) : null;

    /// <summary>Ends everything it has given out.</summary>
    public void Revoke(Func<string, bool>? person = null)
    {
        foreach (var grant in _refreshes.Values.Concat(_tokens.Values.Select(static issued => issued.Grant)).Where(grant => person?.Invoke(grant.Person) != false))
        {
            grant.IsOver = true;
        }
    }

    /// <summary>Ends the access tokens it has given out, but not what renews them.</summary>
    public void RevokeAccess() => _tokens.Clear();

    /// <summary>Waits for one more request for a token.</summary>
    public Task NextAsync() => _asked.WaitAsync(Patience.Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/oauth-authorization-server" when !IsOpenIdOnly:
            case "/.well-known/openid-configuration":
                await Gate;
                await context.Response.WriteAsJsonAsync(Metadata());
                break;
            case "/register" when Registers:
                await RegisterAsync(context);
                break;
            case "/authorize":
                Authorize(context);
                break;
            case "/token":
                await TokenAsync(context);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private JsonObject Metadata()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = SaysIssuer ?? Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        if (HasPkce)
        {
            metadata["code_challenge_methods_supported"] = new JsonArray("S256");
        }

        if (Registers)
        {
            metadata["registration_endpoint"] = Issuer + "/register";
        }

        return metadata;
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var asked = (await JsonNode.ParseAsync(context.Request.Body))!;
        var id = $"client-{Interlocked.Increment(ref _registrations)}";
        _clients[id] = [.. asked["redirect_uris"]!.AsArray().Select(static uri => (string)uri!)];
        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(new JsonObject { ["client_id"] = id, ["token_endpoint_auth_method"] = "none" });
    }

    /// <summary>Whoever comes is the person of the header, and says yes, unless his name is "nobody".</summary>
    private void Authorize(HttpContext context)
    {
        string Of(string name) => context.Request.Query[name].ToString();
        if (!_clients.TryGetValue(Of("client_id"), out var callbacks) || !callbacks.Contains(Of("redirect_uri"), StringComparer.Ordinal) || Of("response_type") != "code"
            || Of("code_challenge_method") != "S256" || Of("code_challenge").Length != 43)
        {
            context.Response.StatusCode = 400;
            return;
        }

        Scopes.Enqueue(Of("scope"));
        var person = context.Request.Headers["X-Person"].ToString();
        var answer = new Dictionary<string, string?> { ["state"] = Of("state") };
        if (!LeavesIssOut)
        {
            answer["iss"] = SaysIss ?? Issuer;
        }

        if (person == "nobody")
        {
            answer["error"] = "access_denied";
        }
        else
        {
            var code = $"code-{Interlocked.Increment(ref _count)}";
            _codes[code] = new Grant(person, Of("client_id"), Of("resource"), Of("redirect_uri"), Of("code_challenge"));
            answer["code"] = code;
        }

        context.Response.Redirect(QueryHelpers.AddQueryString(Of("redirect_uri"), answer));
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["grant_type"] == "refresh_token")
        {
            Interlocked.Increment(ref _renewals);
        }

        Asked.TrySetResult();
        _asked.Release();
        await Gate;
        if (TokenStatus != 0)
        {
            context.Response.StatusCode = TokenStatus;
            return;
        }

        if (Grantable(form) is not { IsOver: false } grant || grant.Client != form["client_id"] || grant.Resource != form["resource"])
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = "invalid_grant" });
            return;
        }

        var number = Interlocked.Increment(ref _count);
        var (access, refresh) = ($"access-{grant.Person}-{number}", $"refresh-{grant.Person}-{number}");
        _tokens[access] = new Issued(grant, _time.GetUtcNow() + Lifetime);
        var answer = new JsonObject { ["access_token"] = access, ["token_type"] = "bearer", ["expires_in"] = (long)Lifetime.TotalSeconds };
        if (GivesRefresh)
        {
            _refreshes[refresh] = grant;
            answer["refresh_token"] = refresh;
        }

        await context.Response.WriteAsJsonAsync(answer);
    }

    private Grant? Grantable(IFormCollection form)
    {
        if (form["grant_type"] == "authorization_code")
        {
            var challenge = Base64(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            return _codes.TryRemove(form["code"].ToString(), out var grant) && grant.Callback == form["redirect_uri"] && grant.Challenge == challenge ? grant : null;
        }

        var refresh = form["refresh_token"].ToString();
        if (!_refreshes.TryGetValue(refresh, out var renewed))
        {
            return null;
        }

        if (!renewed.Used.TryAdd(refresh, true))
        {
            Reused++;
            renewed.IsOver = true;
        }

        return renewed;
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed record Grant(string Person, string Client, string Resource, string Callback, string Challenge)
    {
        public ConcurrentDictionary<string, bool> Used { get; } = new();

        public bool IsOver { get; set; }
    }

    private sealed record Issued(Grant Grant, DateTimeOffset Until);
}
