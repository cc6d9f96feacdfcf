using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>Begins, shows and forgets the sign-ins of bundles. None of it is a revision: what a bundle is to do does not change by it.</summary>
internal sealed class SignInCommands(Database database, BundleStore store, FileBundles files, IBundleSignIns signIns)
{
    /// <summary>Path that authorization servers send people back to, below the address of the control plane.</summary>
    public const string CallbackPath = "/api/v1/bundles/auth/callback";

    /// <param name="actor">Who begins it.</param>
    /// <param name="workspace">Id or name of the workspace.</param>
    /// <param name="bundle">Id or name of the bundle.</param>
    /// <param name="user">Id or name of the user, or null.</param>
    /// <param name="reachedAt">Where the control plane was reached, for people to come back to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignInStartView> StartAsync(Operator actor, string workspace, string bundle, string? user, Uri reachedAt, CancellationToken cancellationToken)
    {
        var (record, whose) = await FindAsync(workspace, bundle, user, cancellationToken);
        var callback = files.Settings.SignInCallback is { } own ? new Uri(own.TrimEnd('/') + CallbackPath) : new Uri(reachedAt, CallbackPath);
        try
        {
            var start = await signIns.StartAsync(new SignInRequest(record.Key, record.Definition, whose, callback, actor.Name), cancellationToken);
            return new SignInStartView(start.Url, start.ExpiresAt);
        }
        catch (SignInException refusal)
        {
            throw new ProblemException(SignInProblems.Of(refusal));
        }
    }

    public async Task ForgetAsync(Operator actor, string workspace, string bundle, string? user, CancellationToken cancellationToken)
    {
        var (record, whose) = await FindAsync(workspace, bundle, user, cancellationToken);
        if (!await signIns.ForgetAsync(record.Key, whose, actor.Name, cancellationToken))
        {
            throw new ProblemException(Problem.NotFound("sign-in"));
        }
    }

    public async Task<IReadOnlyList<SignInView>> ListAsync(string workspace, string bundle, CancellationToken cancellationToken)
    {
        var (key, users) = await database.ReadAsync(
            async (session, token) => ((await store.FindAsync(session, workspace, bundle, token)).Key, await UserTable.ListAsync(session, token)), cancellationToken);
        var names = users.ToDictionary(static row => row.Id, static row => row.Name);
        return
        [
            .. from entry in await signIns.ListAsync(key, cancellationToken)
               select new SignInView(
                   entry.User, entry.User is { } id ? names.GetValueOrDefault(id) : null, BundleStates.NameOf(entry.State), entry.Reason, entry.Issuer, entry.ExpiresAt, entry.UpdatedAt),
        ];
    }

    private Task<(BundleRecord Record, Guid? User)> FindAsync(string workspace, string bundle, string? user, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var record = await store.FindAsync(session, workspace, bundle, token);
            if (record.Definition.IsPerUser && user is null)
            {
                throw new ProblemException(SignInProblems.User("Each user signs in to this bundle for himself; say which."));
            }

            return (record, user is null ? (Guid?)null : (await UserAsync(session, record, user, token)).Id);
        },
        cancellationToken);

    private static async Task<UserRow> UserAsync(SqlSession session, BundleRecord record, string user, CancellationToken cancellationToken)
    {
        if (!record.Definition.IsPerUser)
        {
            throw new ProblemException(SignInProblems.User("All who use the workspace share the sign-in to this bundle; name no user."));
        }

        return (Guid.TryParse(user, out var id) ? await UserTable.FindAsync(session, id, cancellationToken) : await UserTable.FindByNameAsync(session, user, cancellationToken))
            ?? throw new ProblemException(SignInProblems.User("There is no such user."));
    }
}
