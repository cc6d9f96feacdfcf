using System.Security.Cryptography;
using System.Text;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>
/// The state of what a workspace lists for a user, to be compared with a later one: which bundles there are, what is asked of them, which server each has, and how often it said that its lists changed. A bundle that fails and comes
/// back is one change, not as many as it has states.
/// </summary>
internal sealed class ListMarks
{
    // Numbers of servers begin anew with each life of a node: what another node, or an earlier life, marked is another state.
    private static readonly string Life = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private readonly Mark[] _marks;

    private ListMarks(Mark[] marks) => _marks = marks;

    /// <summary>The state as a short text: an event id.</summary>
    public string Place => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Life + string.Join('\n', _marks.Select(static mark =>
        $"{mark.Bundle}/{mark.Wanted.Id}/{mark.Wanted.Version}/{mark.Wanted.Enabled}/{mark.Wanted.Respawns}/{mark.Wanted.Credentials.Version}/{mark.Wanted.SignIn?.State}/{mark.Wanted.SignIn?.Serial}/{mark.Generation}/{mark.Changes}"))))[..12]);

    /// <summary>The state now.</summary>
    public static ListMarks Read(BundleSupervisor supervisor, WorkspaceLists lists, string workspace, Guid user) => new(
    [
        .. from run in supervisor.Of(workspace, user)
           let wanted = run.Wanted
           where wanted is not null
           let traits = lists.TraitsOf(run)
           select new Mark(run.Key.Bundle, wanted, run.Status.Current.Generation, run.ListChanges, traits.Resources, traits.Prompts),
    ]);

    /// <summary>Which lists may have changed since.</summary>
    public ListChanges Since(ListMarks before) => new(
        !_marks.SequenceEqual(before._marks),
        !_marks.Where(static mark => mark.Resources).SequenceEqual(before._marks.Where(static mark => mark.Resources)),
        !_marks.Where(static mark => mark.Prompts).SequenceEqual(before._marks.Where(static mark => mark.Prompts)));

    private sealed record Mark(string Bundle, BundleConfig Wanted, long Generation, long Changes, bool Resources, bool Prompts);
}
