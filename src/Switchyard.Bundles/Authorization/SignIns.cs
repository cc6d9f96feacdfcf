using System.Collections.Concurrent;
using System.Globalization;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization;

/// <summary>Signs in to bundles: finds the authorization server, sends a person there, and takes the tokens when he comes back, on whichever node.</summary>
internal sealed class SignIns(SignInVault vault, SignInProtocol protocol, Func<BundleSettings> terms, TimeProvider time) : IBundleSignIns
{
    private readonly ConcurrentDictionary<(BundleKey, Guid?), Lazy<Task<SignInStart>>> _starting = new();

    /// <inheritdoc />
    public async Task<SignInStart> StartAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        if (!request.Definition.MaySignIn || request.Definition.Url is not { } url)
        {
            throw new SignInException(SignInFaults.NotPossible, request.Definition.IsProcess
                ? "A process is not signed in to; use credentials."
                : "The bundle is given an Authorization header, so Switchyard does not sign in to it.");
        }

        if (await vault.FindAsync(request.Bundle, request.User, cancellationToken) is { State: "ok" } row && ResourceIndicator.Covers(row.Resource, new Uri(url)))
        {
            throw new SignInException(SignInFaults.AlreadySignedIn, "There is a sign-in already; forget it first.");
        }

        if (await UnderWayAsync(request, cancellationToken) is { } known)
        {
            return known;
        }

        // One for all who ask at the same time. It goes on when one of them does not wait for it.
        var begun = _starting.GetOrAdd((request.Bundle, request.User), _ => new Lazy<Task<SignInStart>>(() => BeginAloneAsync(request)));
        return await begun.Value.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<BundleKey> CompleteAsync(SignInReturn answer, CancellationToken cancellationToken)
    {
        if (await vault.TakeAsync(Pkce.Hash(answer.State), cancellationToken) is not { } taken)
        {
            throw new SignInException(SignInFaults.UnknownState, "The sign-in is not known, has been completed before, or took too long.");
        }

        var (row, opened) = taken;
        var pending = opened ?? throw new SignInException(SignInFaults.Unreadable, "What this sign-in began with opens with none of the keys.");

        // RFC 9207: whoever sent the person back is who he was sent to, before anything else is believed.
        if (answer.Issuer is null ? pending.NamesItself : answer.Issuer != pending.Issuer)
        {
            throw new SignInException(SignInFaults.Untrustworthy, "The answer is not of the authorization server that was asked.");
        }

        if (answer.Error is not null || answer.Code is null)
        {
            throw new SignInException(SignInFaults.Denied, "The authorization server did not allow it.");
        }

        var key = new BundleKey(row.Workspace, row.Bundle);
        try
        {
            var tokens = await LimitedAsync(token => protocol.ExchangeAsync(pending, answer.Code, token), CancellationToken.None);
            await vault.KeepAsync(row, pending, tokens, CancellationToken.None);
            return key;
        }
        catch (SignInException refusal) when (refusal.Code == SignInFaults.Refused)
        {
            // It may not know Switchyard any more; the next sign-in registers it anew.
            await vault.ForgetClientsAsync(key, CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<bool> ForgetAsync(BundleKey bundle, Guid? user, string by, CancellationToken cancellationToken) => vault.ForgetAsync(bundle, user, by, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<SignInEntry>> ListAsync(BundleKey bundle, CancellationToken cancellationToken) =>
    [
        .. from row in await vault.StandingsAsync(bundle, cancellationToken)
           select new SignInEntry(
               row.UserId.Length == 0 ? null : Guid.Parse(row.UserId, CultureInfo.InvariantCulture),
               row.State switch { "ok" => BundleAuthorization.Ok, "pending" => BundleAuthorization.Pending, _ => BundleAuthorization.Lost },
               row.Reason,
               row.Issuer,
               row.ExpiresAt,
               row.UpdatedAt ?? time.GetUtcNow()),
    ];

    private async Task<SignInStart?> UnderWayAsync(SignInRequest request, CancellationToken cancellationToken) =>
        await vault.FindStartAsync(request.Bundle, request.User, cancellationToken) is { } start ? new SignInStart(start.Pending.Url.Reveal(), start.ExpiresAt) : null;

    private async Task<SignInStart> BeginAloneAsync(SignInRequest request)
    {
        try
        {
            return await BeginAsync(request);
        }
        finally
        {
            _starting.TryRemove((request.Bundle, request.User), out _);
        }
    }

    private async Task<SignInStart> BeginAsync(SignInRequest request)
    {
        var state = Pkce.New();
        var pending = await LimitedAsync(
            async token =>
            {
                var server = await protocol.FindAsync(request.Definition, token);
                var client = request.Definition.Authorization?.ClientId is { } own ? new SignInClient(own) : await ClientAsync(request, server, token);
                return SignInProtocol.Begin(server, client, request.Callback, state);
            },
            CancellationToken.None);
        var expiresAt = vault.Now + terms().SignInState;
        return await vault.TryBeginAsync(request.Bundle, request.User, Pkce.Hash(state), pending, request.By, expiresAt, CancellationToken.None)
            ? new SignInStart(pending.Url.Reveal(), expiresAt)

            // Another node was first.
            : await UnderWayAsync(request, CancellationToken.None) ?? throw new SignInException(SignInFaults.AlreadySignedIn, "Somebody else has just signed in.");
    }

    private async Task<SignInClient> ClientAsync(SignInRequest request, AuthorizationServer server, CancellationToken cancellationToken)
    {
        if (await vault.FindClientAsync(request.Bundle, server.Issuer, request.Callback, cancellationToken) is { } known)
        {
            return known;
        }

        var registered = await protocol.RegisterAsync(server, request.Callback, cancellationToken);
        await vault.KeepClientAsync(request.Bundle, server.Issuer, request.Callback, registered, cancellationToken);
        return registered;
    }

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var limit = terms().SignInStart;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignInException(SignInFaults.Unreachable, $"The authorization server did not answer within {limit.TotalSeconds:0.###} s.");
        }
    }
}
