using System.Collections.Concurrent;
using Switchyard.Bundles.Authorization;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Sign-ins that are as the test says.</summary>
internal sealed class TestBook : ISignInBook
{
    private readonly ConcurrentDictionary<(BundleKey Key, Guid? User), SignInStanding> _standings = new();
    private Action<BundleKey> _changed = static _ => { };

    public SignInStanding? Of(BundleConfig bundle) =>
        _standings.TryGetValue((bundle.Key, bundle.User), out var standing) ? standing
        : bundle.Definition.Authorization is null || (bundle.Definition.IsPerUser && bundle.User is null) ? null
        : SignInStanding.Required;

    public IReadOnlyCollection<Guid> UsersOf(BundleKey bundle) => [.. _standings.Keys.Where(place => place.Key == bundle && place.User is not null).Select(place => place.User!.Value)];

    public void Watch(Action<BundleKey> changed) => _changed += changed;

    public Guid SignIn(BundleKey key, Guid? user)
    {
        var serial = Guid.CreateVersion7();
        Set(key, user, new SignInStanding(BundleAuthorization.Ok, serial));
        return serial;
    }

    public void Set(BundleKey key, Guid? user, SignInStanding standing)
    {
        _standings[(key, user)] = standing;
        _changed(key);
    }

    public void Forget(BundleKey key, Guid? user)
    {
        _standings.TryRemove((key, user), out _);
        _changed(key);
    }
}
