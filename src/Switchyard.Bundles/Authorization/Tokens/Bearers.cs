using System.Collections.Concurrent;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>The tokens of this node's connections. Each connection gets the tokens of the one sign-in it was made by, and shows them to the one server they are for.</summary>
internal sealed class Bearers(SignInVault vault, TokenRenewal renewal, Challenges challenges, TimeProvider time) : IBearers
{
    private readonly ConcurrentDictionary<Guid, LiveToken> _tokens = new();
    private readonly TokenRenewal _renewal = renewal;
    private readonly Challenges _challenges = challenges;

    /// <inheritdoc />
    public IBearer? Of(BundleConfig bundle) => bundle.Definition is { MaySignIn: true, Url: { } url } ? new Bearer(this, bundle, new Uri(url)) : null;

    /// <summary>The tokens of a sign-in.</summary>
    public LiveToken TokensOf(SignInRow row) =>
        TokensOf(new BundleKey(row.Workspace, row.Bundle), row.UserId.Length == 0 ? null : Guid.Parse(row.UserId), row.Serial);

    /// <summary>Forgets the tokens of all other sign-ins.</summary>
    public void Keep(IReadOnlySet<Guid> serials)
    {
        foreach (var serial in _tokens.Keys.Where(serial => !serials.Contains(serial)))
        {
            _tokens.TryRemove(serial, out _);
        }
    }

    private LiveToken TokensOf(BundleKey key, Guid? user, Guid serial) =>
        _tokens.GetOrAdd(serial, serial => new LiveToken(key, user, serial, _renewal, vault, time));

    private sealed class Bearer(Bearers bearers, BundleConfig bundle, Uri server) : IBearer
    {
        public async Task<Secret?> TokenAsync(CancellationToken cancellationToken) => Tokens is { } tokens ? await ShowAsync(await tokens.GetAsync(cancellationToken)) : null;

        public async Task<Secret?> RefusedAsync(Secret? refused, CancellationToken cancellationToken)
        {
            if (refused is null || Tokens is not { } tokens)
            {
                bearers._challenges.Take(bundle);
                return null;
            }

            return await ShowAsync(await tokens.ReplaceAsync(refused, cancellationToken));
        }

        private LiveToken? Tokens => bundle.SignIn is { State: BundleAuthorization.Ok, Serial: { } serial } ? bearers.TokensOf(bundle.Key, bundle.User, serial) : null;

        /// <summary>A token never goes to a server that it is not for, whatever the definition says by now.</summary>
        private async Task<Secret?> ShowAsync(TokenOutcome outcome)
        {
            if (outcome is { Lost: { } row, Reason: { } reason })
            {
                await bearers._renewal.LoseAsync(row, reason);
            }

            return outcome.Held is { } held && ResourceIndicator.Covers(held.Row.Resource, server) ? held.Tokens.Access : null;
        }
    }
}
