using System.Text.Json;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Canaries;
using Switchyard.Storage.Canaries;

namespace Switchyard.Configuration.Canaries;

/// <summary>Tells what a canary means for this node: whether it is chosen, and the documents that it is to try.</summary>
/// <param name="node">Id of this node.</param>
/// <param name="drafts">Opens what is tried.</param>
/// <remarks>Used by the reloader's loop alone.</remarks>
internal sealed class CanaryTrial(Guid node, DraftOpener drafts)
{
    /// <summary>What <paramref name="draft"/> means here.</summary>
    /// <param name="draft">The canary that is on trial.</param>
    /// <param name="documents">The documents of all.</param>
    /// <param name="files">The files of this node.</param>
    public CanaryPart PartIn(CanaryDraft draft, DocumentSet documents, FilePart files)
    {
        var revision = draft.Canary.Revision;
        if (JsonSerializer.Deserialize<Guid[]>(draft.Canary.NodesJson)?.Contains(node) != true)
        {
            return new CanaryPart(new CanaryMark(revision, IsChosen: false, Runs: false), null, null);
        }

        var tried = drafts.Lay(draft, documents);
        return tried.FaultsWith(files) is { Count: > 0 } faults
            ? new CanaryPart(new CanaryMark(revision, IsChosen: true, Runs: false), null, new ConfigurationRejectedException(faults) { DocumentsOf = revision })
            : new CanaryPart(new CanaryMark(revision, IsChosen: true, Runs: true), tried, null);
    }
}
