using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>The sign-ins of a process that runs no bundles.</summary>
internal sealed class NoSignIns : IBundleSignIns
{
    private static SignInException Refusal => new(SignInFaults.NotPossible, "This process runs no bundles.");

    public Task<SignInStart> StartAsync(SignInRequest request, CancellationToken cancellationToken) => throw Refusal;

    public Task<BundleKey> CompleteAsync(SignInReturn answer, CancellationToken cancellationToken) => throw Refusal;

    public Task<bool> ForgetAsync(BundleKey bundle, Guid? user, string by, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<SignInEntry>> ListAsync(BundleKey bundle, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SignInEntry>>([]);
}
