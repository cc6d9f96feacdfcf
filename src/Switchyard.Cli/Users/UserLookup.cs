using Switchyard.Admin.Client.Users;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Users;

/// <summary>Finds a user by what people type: its id or its name.</summary>
internal static class UserLookup
{
    public static async Task<User> FindAsync(CliCall call, string idOrName, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(idOrName, out var id))
        {
            return await call.Client.Users.GetAsync(id, cancellationToken);
        }

        var users = await Pages.AllAsync(cursor => call.Client.Users.ListAsync(1000, cursor, cancellationToken));
        return users.FirstOrDefault(user => user.Name == idOrName)
            ?? throw new CliException(ExitCodes.NotFound, $"There is no user '{idOrName}'.", "See 'switchyard users list', or make one with 'switchyard users create'.");
    }
}
