// Run by ./dev jenkins at start-up: puts the demo Pipeline into a fresh Jenkins.
import jenkins.model.Jenkins
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob

def jenkins = Jenkins.get()
if (jenkins.getItem('model-gates') == null) {
    def script = new File(jenkins.rootDir, 'gates.Jenkinsfile').text
    def job = jenkins.createProject(WorkflowJob, 'model-gates')
    job.definition = new CpsFlowDefinition(script, false)
    job.save()
    job.scheduleBuild2(5)
}
