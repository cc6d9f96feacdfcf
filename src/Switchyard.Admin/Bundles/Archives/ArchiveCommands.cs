using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Workspaces;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>Stores archives for the bundles of all workspaces. An archive by itself runs nowhere, so storing one is no revision; a definition that names it is.</summary>
internal sealed class ArchiveCommands(MutationRunner runner)
{
    /// <param name="actor">Who uploads it.</param>
    /// <param name="workspace">Id or name of the workspace on whose behalf.</param>
    /// <param name="content">The archive; it can be sought in.</param>
    /// <param name="how">How it is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MutationResult<ArchiveView>> StoreAsync(Operator actor, string workspace, Stream content, MutationOptions how, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        if (ArchiveReader.Read(content, faults) is not { } archive)
        {
            throw new ProblemException(Invalid(faults));
        }

        return runner.RunAsync(actor, how, ArchiveJson.Default.ArchiveView, (scope, token) => StoreAsync(scope, workspace, archive, content, token), cancellationToken);
    }

    private static async Task<MutationDraft<ArchiveView>> StoreAsync(MutationScope scope, string workspace, BundleArchive archive, Stream content, CancellationToken cancellationToken)
    {
        var home = await WorkspaceStore.FindAsync(scope.Session, workspace, cancellationToken);
        var view = new ArchiveView(archive.Hash, content.Length, ManifestViews.Of(archive.Manifest));
        if (await BundleArchiveTable.UseAsync(scope.Session, archive.Hash, scope.Now, cancellationToken) is not null)
        {
            return new MutationDraft<ArchiveView>(200, view, null);
        }

        var row = new BundleArchiveRow
        {
            Hash = archive.Hash,
            Size = content.Length,
            ManifestJson = ArchiveManifestJson.Write(archive.Manifest),
            CreatedAt = scope.Now,
            CreatedBy = scope.Actor.Name,
            UsedAt = scope.Now,
        };
        if (await BundleArchiveTable.TryInsertAsync(scope.Session, row, cancellationToken))
        {
            await WriteAsync(scope.Session, archive.Hash, content, cancellationToken);
        }

        scope.Notices.Audit.Add(scope.Audit("bundle_archive.upload", "bundle_archive", home.Id, $"{archive.Manifest.Name} {archive.Manifest.Version}") with
        {
            EntityId = archive.Hash,
            DetailJson = new JsonObject { ["workspace"] = home.Name, ["size"] = content.Length }.ToJsonString(),
        });
        return new MutationDraft<ArchiveView>(201, view, null);
    }

    private static async Task WriteAsync(SqlSession session, string hash, Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        for (var part = 0; ; part++)
        {
            var bytes = new byte[(int)Math.Min(BundleArchiveTable.PartBytes, content.Length - content.Position)];
            if (bytes.Length == 0)
            {
                return;
            }

            await content.ReadExactlyAsync(bytes, cancellationToken);
            await BundleArchiveTable.InsertPartAsync(session, hash, part, bytes, cancellationToken);
        }
    }

    private static Problem Invalid(FaultList faults) =>
        new(422, "invalid_archive", "The archive is not valid; nothing was stored", faults.Count == 1 ? Shown(faults.First()) : $"There are {faults.Count} faults; see errors.")
        {
            Errors = [.. faults.Select(fault => new ProblemError(fault.Field, fault.Detail) { Path = fault.Field })],
        };

    private static string Shown(Fault fault) => fault.Field.Length == 0 ? fault.Detail : $"{fault.Field}: {fault.Detail}";
}
