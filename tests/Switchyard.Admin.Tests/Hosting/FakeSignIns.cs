using System.Collections.Concurrent;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Stands for what signs in to bundles: it does what a test says.</summary>
internal sealed class FakeSignIns : IBundleSignIns
{
    public ConcurrentQueue<SignInRequest> Starts { get; } = new();

    public ConcurrentQueue<SignInReturn> Returns { get; } = new();

    /// <summary>Refuses whatever is asked with this code; null: it does it.</summary>
    public string? Fault { get; set; }

    public ConcurrentDictionary<(BundleKey Bundle, Guid? User), string> Known { get; } = new();

    public Task<SignInStart> StartAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        Starts.Enqueue(request);
        Refuse();
        return Task.FromResult(new SignInStart("https://as.example/authorize?state=canary-state", DateTimeOffset.UnixEpoch.AddMinutes(10)));
    }

    public Task<BundleKey> CompleteAsync(SignInReturn answer, CancellationToken cancellationToken)
    {
        Returns.Enqueue(answer);
        Refuse();
        return Task.FromResult(new BundleKey("web", "b"));
    }

    public Task<bool> ForgetAsync(BundleKey bundle, Guid? user, string by, CancellationToken cancellationToken) => Task.FromResult(Known.TryRemove((bundle, user), out _));

    public Task<IReadOnlyList<SignInEntry>> ListAsync(BundleKey bundle, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SignInEntry>>(
        [.. Known.Where(pair => pair.Key.Bundle == bundle).Select(pair => new SignInEntry(pair.Key.User, BundleAuthorization.Lost, pair.Value, "https://as.example", null, DateTimeOffset.UnixEpoch))]);

    private void Refuse()
    {
        if (Fault is { } code)
        {
            throw new SignInException(code, "It was refused.");
        }
    }
}
