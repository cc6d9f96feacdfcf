using Switchyard.Admin.Interceptions;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Sessions;

/// <summary>A session as the API shows it.</summary>
/// <param name="Id">The session.</param>
/// <param name="Session">Its name as the client gave it.</param>
/// <param name="Client">The client.</param>
/// <param name="UserId">The user.</param>
/// <param name="User">Name of the user; null when the user is not in the database.</param>
/// <param name="FirstAt">When its first interception began.</param>
/// <param name="LastAt">When its latest interception began.</param>
/// <param name="Running">Interceptions that run now.</param>
/// <param name="Totals">Sums over its interceptions.</param>
internal sealed record SessionView(
    Guid Id, string Session, string Client, Guid UserId, string? User, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Running, TotalsView Totals)
{
    public static SessionView Of(SessionRow row, IReadOnlyDictionary<Guid, string> users) =>
        new(row.Id, row.Session, row.Client, row.UserId, users.GetValueOrDefault(row.UserId), row.FirstAt, row.LastAt, row.Running, TotalsView.Of(row));
}
